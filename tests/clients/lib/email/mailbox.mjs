// What imapflow sees of a mailbox, after it was told to fill it.
import { ImapFlow } from "imapflow";
import { understood } from "./read.mjs";

/**
 * job: { host, port, ca, user, password, create: [folder], store: [{ folder, content, flags, date }], searches: [criteria] }
 * content is Latin-1, a byte a letter; criteria are the arguments of email_search_messages.
 */
export async function see({ host, port, ca, user, password, create = [], store = [], searches = [] }) {
  const client = new ImapFlow({ host, port, secure: true, tls: { ca }, auth: { user, pass: password }, logger: false });
  await client.connect();
  try {
    for (const folder of create) await client.mailboxCreate(folder);
    for (const { folder, content, flags, date } of store) await client.append(folder, Buffer.from(content, "latin1"), flags, new Date(date));
    const found = [];
    for (const criteria of searches) found.push(await inFolder(client, criteria.folder ?? "INBOX", () => client.search(query(criteria), { uid: true })));
    const folders = await client.list({ statusQuery: { messages: true, unseen: true, uidValidity: true } });
    const messages = {};
    for (const { path, flags } of folders) if (!flags.has("\\Noselect")) messages[path] = await inFolder(client, path, () => contents(client));
    return { folders: folders.map(folder), found, messages };
  } finally {
    await client.logout();
  }
}

function query({ folder: _, unread, ...same }) {
  const all = { ...same, ...(unread === undefined ? {} : { seen: !unread }) };
  return Object.keys(all).length > 0 ? all : { all: true };
}

async function inFolder(client, path, work) {
  const lock = await client.getMailboxLock(path, { readOnly: true });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

const folder = ({ path, specialUse, status, flags }) => ({
  name: path,
  role: specialUse?.replace("\\", "").toLowerCase() ?? null,
  searchable: !flags.has("\\Noselect"),
  messages: status?.messages ?? null,
  unread: status?.unseen ?? null,
  uid_validity: status ? String(status.uidValidity) : null,
});

async function contents(client) {
  const all = [];
  if (!client.mailbox.exists) return all;
  for await (const message of client.fetch("1:*", { uid: true, flags: true, internalDate: true, size: true, source: true }))
    all.push({ uid: message.uid, flags: [...message.flags], received_at: message.internalDate.toISOString(), size: message.size, said: await understood(message.source) });
  return all;
}
