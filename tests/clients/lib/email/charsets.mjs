// Text to octets in the charsets mail is written in. Both packages come with mailparser, and belong to it.
import { createRequire } from "node:module";

const ofMailparser = createRequire(createRequire(import.meta.url).resolve("mailparser"));
const iconv = ofMailparser("iconv-lite");
const japanese = ofMailparser("encoding-japanese");

export const encoded = (text, charset) =>
  charset === "iso-2022-jp"
    ? Buffer.from(japanese.convert(text.replaceAll("\n", "\r\n"), { from: "UNICODE", to: "JIS", type: "array" }))
    : iconv.encode(text.replaceAll("\n", "\r\n"), charset);
