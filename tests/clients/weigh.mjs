// How long X's own library finds posts: node weigh.mjs <file with a JSON array of texts>; prints one JSON array of { length, links }.
import { readFileSync } from "node:fs";
import twitter from "twitter-text";

const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(texts.map((text) => ({ length: twitter.parseTweet(text).weightedLength, links: twitter.extractUrls(text.normalize()) }))));
