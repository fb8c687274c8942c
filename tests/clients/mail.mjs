// Mail programs nobody here wrote: nodemailer writes, mailparser reads, imapflow looks at a mailbox.
//   node mail.mjs write <seed> <count> <folder>   NNN.eml and NNN.json (what was meant) for each message
//   node mail.mjs read <folder>                   NNN.json (what was understood) for each NNN.eml
//   node mail.mjs mailbox <file with a job>       prints what imapflow sees (lib/email/mailbox.mjs)
import { readFileSync } from "node:fs";

const jobs = {
  write: async ([seed, count, folder]) => (await import("./lib/email/write.mjs")).write(Number(seed), Number(count), folder),
  read: async ([folder]) => (await import("./lib/email/read.mjs")).read(folder),
  mailbox: async ([file]) => console.log(JSON.stringify(await (await import("./lib/email/mailbox.mjs")).see(JSON.parse(readFileSync(file, "utf8"))))),
};

const [job, ...words] = process.argv.slice(2);
if (!(job in jobs)) {
  console.error(`usage: node mail.mjs <${Object.keys(jobs).join(" | ")}> …`);
  process.exit(2);
}

await jobs[job](words);
