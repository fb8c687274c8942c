// What mailparser understands of a message.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";

export async function read(folder) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".eml")).sort())
    writeFileSync(join(folder, file.replace(/eml$/, "json")), JSON.stringify(await understood(readFileSync(join(folder, file)))));
}

export async function understood(octets) {
  const mail = await simpleParser(octets, { keepCidLinks: true, skipTextToHtml: true });
  const boxes = (field) => (field ? [field].flat().flatMap((line) => line.value).map((box) => [box.name, box.address]) : []);
  return {
    from: boxes(mail.from),
    to: boxes(mail.to),
    cc: boxes(mail.cc),
    bcc: boxes(mail.bcc),
    reply_to: boxes(mail.replyTo),
    subject: mail.subject ?? "",
    id: mail.messageId ?? null,
    date: mail.date?.toISOString() ?? null,
    in_reply_to: mail.inReplyTo ?? null,
    references: [mail.references ?? []].flat(),
    text: mail.text ?? "",
    html: mail.html || null,
    files: mail.attachments.filter((file) => file.contentType !== "text/calendar").map((file) => ({
      name: file.filename ?? null,
      type: file.contentType,
      sha256: createHash("sha256").update(file.content).digest("hex"),
      inline: Boolean(file.related),
    })),
    defects: [],
  };
}
