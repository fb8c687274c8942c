// A real browser walks through the pages: node browser.mjs <job>, where the job tells origin, outbox, now, screenshots, chromium and profile. Prints what was seen, as JSON.
import { walk } from "./lib/browser/walk.mjs";

console.log(JSON.stringify(await walk(JSON.parse(process.argv[2]))));
