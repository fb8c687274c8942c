// nodemailer writes messages of every kind; what each was meant to say is noted beside it.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import MailComposer from "nodemailer/lib/mail-composer";
import { Chance } from "./chance.mjs";
import { understood } from "./read.mjs";
import { encoded } from "./charsets.mjs";
import { Words } from "./words.mjs";

const names = ["a.bin", "with space.pdf", "semi;colon.doc", "it's (1).txt", "résumé.pdf", "日本語の文書.docx", `long ${"n".repeat(80)}.txt`, `länger ${"ü".repeat(60)}.txt`, "😀 smile.png", "100% sure.zip"];
const compared = ["from", "to", "cc", "reply_to", "subject", "text", "html", "files"];

export async function write(seed, count, folder) {
  for (let number = 0; number < count; number++) {
    const { mail, meant, made } = message(new Chance(seed * 100003 + number), number);
    const octets = await new MailComposer(mail).compile().build();
    const name = String(number).padStart(3, "0");
    writeFileSync(join(folder, `${name}.eml`), octets);
    // Where mailparser does not read back what nodemailer was told to write, the message is no oracle for that field. A text made of HTML is everybody's own.
    const again = await understood(octets);
    const unsure = compared.filter((field) => !(field === "text" && made) && JSON.stringify(tidy(again[field])) !== JSON.stringify(tidy(meant[field])));
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...meant, unsure }));
  }
}

const tidy = (value) => (typeof value === "string" ? value.trimEnd() : value ?? null);

function message(chance, number) {
  const words = new Words(chance);
  const box = () => ({ name: chance.of(["", "Ann", "Brown, Bob", 'Bob "the" Man', "Jürgen Groß", "山田 太郎", "a@b", "O'Neil (home)", "Dr. No", words.line(3)]), address: `user${chance.number(0, 99)}@${chance.of(["a", "b", "c"])}.example.org` });
  const boxes = { from: [box()], to: chance.some(1, 8, box), cc: chance.some(0, 3, box), replyTo: chance.happens(0.3) ? [box()] : [] };
  const mail = {
    ...boxes,
    subject: chance.happens(0.1) ? words.line(60) : words.line(12),
    messageId: `<${number}.${chance.number(0, 1e9)}@example.org>`,
    date: new Date(Date.UTC(2026, 0, 1) + 1000 * chance.number(0, 1e8)),
    textEncoding: chance.of([undefined, "quoted-printable", "base64"]),
    newline: chance.of([undefined, "unix", "windows"]),
  };
  if (chance.happens(0.4)) {
    mail.references = chance.some(1, 12, (turn) => `<${turn}.${chance.number(0, 1e9)}@example.org>`);
    mail.inReplyTo = mail.references.at(-1);
  }

  const said = body(chance, mail);
  const files = [];
  attach(chance, mail, said, files);
  const told = Object.entries(boxes).map(([field, list]) => [field === "replyTo" ? "reply_to" : field, list.map((each) => [each.name, each.address])]);
  return {
    mail,
    made: !mail.text && /html/.test(mail.alternatives?.[0].contentType ?? "html"),
    meant: { ...Object.fromEntries(told), subject: mail.subject, id: mail.messageId, date: mail.date.toISOString(), in_reply_to: mail.inReplyTo ?? null, references: mail.references ?? [], ...said, files },
  };
}

/** One of the ways to write a text; answers what a reader should find. */
function body(chance, mail) {
  const kind = chance.of(["plain", "html", "both", "charset", "charset html", "8bit", "flowed", "calendar"]);
  const charset = Words.charset(chance);
  const words = new Words(chance, kind.startsWith("charset") || kind === "8bit" ? charset : "utf-8");
  const text = words.lines(15);
  const paragraphs = chance.some(1, 4, () => words.line(20));
  const html = `<html><body>${paragraphs.map((each) => `<p>${escaped(each)}</p>`).join("\n")}</body></html>`;
  const readable = paragraphs.join("\n\n");
  const encoding = chance.of(["quoted-printable", "base64"]);
  switch (kind) {
    case "plain":
      mail.text = text;
      return { text, html: null };
    case "html":
      mail.html = html;
      return { text: readable, html };
    case "both":
      Object.assign(mail, { text, html });
      return { text, html };
    case "charset":
      mail.alternatives = [{ contentType: `text/plain; charset=${charset}`, content: encoded(text, charset), contentTransferEncoding: encoding }];
      return { text, html: null };
    case "charset html":
      mail.alternatives = [{ contentType: `text/html; charset=${charset}`, content: encoded(html, charset), contentTransferEncoding: encoding }];
      return { text: readable, html };
    case "8bit":
      // nodemailer itself writes none; it takes a part as it is, beside another one.
      mail.alternatives = [
        { raw: Buffer.concat([Buffer.from(`Content-Type: text/plain; charset="${charset}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`), encoded(text, charset)]) },
        { contentType: "text/html; charset=utf-8", content: html },
      ];
      return { text, html };
    case "flowed":
      mail.alternatives = [{ contentType: "text/plain; charset=utf-8; format=flowed", content: paragraphs.map(flowed).join("\r\n\r\n"), contentTransferEncoding: encoding }];
      return { text: readable, html: null };
    default: {
      const summary = words.line(4);
      const content = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", "METHOD:REQUEST", "BEGIN:VEVENT", `UID:${chance.number(0, 1e9)}`, "DTSTAMP:20261101T100000Z", "DTSTART:20261120T100000Z", "DTEND:20261120T110000Z", ...folded(`SUMMARY:${summary}`), "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
      Object.assign(mail, { text, alternatives: [{ contentType: "text/calendar; charset=utf-8; method=REQUEST", content, contentTransferEncoding: encoding }] });
      return { text, html: null, event: summary };
    }
  }
}

/** Files behind the text, and pictures in it. */
function attach(chance, mail, said, files) {
  const attachments = [];
  const cannotRelate = !said.html || mail.alternatives;
  const pictures = cannotRelate ? [] : chance.some(0, 2, (number) => ({ filename: `picture ${number}.png`, contentType: "image/png", cid: `picture${number}@example.org`, content: chance.bytes(chance.number(1, 300)) }));
  const others = chance.some(0, 3, (number) => ({ filename: `${number} ${chance.of(names)}`, contentType: chance.of(["application/x-tests", "application/pdf", "image/jpeg", "application/zip"]), content: chance.bytes(chance.of([0, 1, 2, 3, 56, 57, 58, 1000, 5000])) }));
  for (const file of [...pictures, ...others]) {
    attachments.push(!file.cid && chance.happens(0.2) ? { raw: byEncodedWord(file) } : { ...file });
    files.push({ name: file.filename, type: file.contentType, sha256: createHash("sha256").update(file.content).digest("hex"), inline: Boolean(file.cid) });
  }

  mail.attachments = attachments;
}

/** As programs do that know no RFC 2231: the name as an encoded word, in quotes, folded. */
function byEncodedWord({ filename, contentType, content }) {
  const piece = 12;
  const letters = [...filename];
  const pieces = Array.from({ length: Math.ceil(letters.length / piece) }, (_, at) => letters.slice(at * piece, (at + 1) * piece).join(""));
  const name = pieces.map((each) => `=?utf-8?B?${Buffer.from(each).toString("base64")}?=`).join("\r\n ");
  const lines = content.toString("base64").match(/.{1,76}/g) ?? [];
  return `Content-Type: ${contentType};\r\n name="${name}"\r\nContent-Disposition: attachment;\r\n filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join("\r\n")}\r\n`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** RFC 3676: a line that goes on ends in a space; one that begins with a space, ">" or "From " gets a space more. */
function flowed(paragraph) {
  const lines = [];
  for (const word of paragraph.split(" ")) {
    if (lines.length > 0 && lines.at(-1).length + word.length < 70) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }

  return lines.map((line) => (/^( |>|From )/.test(line) ? ` ${line}` : line)).join(" \r\n");
}

/** RFC 5545 §3.1, by characters. */
const folded = (line) => (line.match(/.{1,30}/gsu) ?? []).map((piece, at) => (at ? ` ${piece}` : piece));
