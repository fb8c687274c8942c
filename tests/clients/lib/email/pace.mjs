// Does with a mailbox what a line of JSON on standard input asks for, by imapflow, and answers how long that took and what came of it:
//   {"do":"login"} {"do":"open"} {"do":"search","query":{…}} {"do":"page","limit":25,"to":97525} {"do":"read","uid":7}     →  {"ms":1.5,"sum":3}
//   node pace.mjs PORT USER PASSWORD
import { createInterface } from 'node:readline'
import { ImapFlow } from 'imapflow'

const [port, user, pass] = process.argv.slice(2)
const summary = { uid: true, flags: true, internalDate: true, size: true, envelope: true, bodyStructure: true }
const make = () => new ImapFlow({ host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false })
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0)

const client = make()
await client.connect()

const tasks = {
  async login() {
    const other = make()
    await other.connect()
    await other.logout()
    return 1
  },
  async open() {
    return (await client.mailboxOpen('INBOX', { readOnly: true })).exists
  },
  async search({ query }) {
    const dates = Object.fromEntries(['since', 'before'].filter((name) => query[name]).map((name) => [name, new Date(query[name])]))
    return sum(await client.search({ ...query, ...dates }, { uid: true }))
  },
  async page({ limit, to }) {
    const found = await client.search({ uid: `1:${to ?? '*'}` }, { uid: true })
    const page = await client.fetchAll(found.slice(-limit), summary, { uid: true })
    return sum(page.map((message) => message.uid))
  },
  async read({ uid }) {
    await client.fetchOne(uid, summary, { uid: true })
    const message = await client.fetchOne(uid, { uid: true, bodyParts: ['1'] }, { uid: true })
    return message.bodyParts.get('1').length
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line)
  const started = performance.now()
  const told = await tasks[task.do](task)
  console.log(JSON.stringify({ ms: performance.now() - started, sum: told }))
}
await client.logout()
