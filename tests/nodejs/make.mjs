// What an operator takes out of the Node.js product, as docs/import-nodejs.md says; the files beside this one are what it made.
//
//   node make.mjs folder OUT    all files; run where `npm install bcryptjs` was done: the hashes are bcryptjs's
//   node make.mjs box LAYOUT    one entry of the key below, by Node's own crypto; layouts: hex, dots, base64, base64-tag-first, named
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const key = '5b1f0c9d7e3a48624f8c1d0e9b7a6f53e2d1c0b9a8978685746352413f2e1d0c';
const other = 'ff'.repeat(32);

function seal(layout, what, nonceBytes = 16, under = key) {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(under, 'hex'), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(what), 'utf8'), cipher.final()]);
  const tag = cipher.getAuthTag();
  switch (layout) {
    case 'hex': return [nonce, tag, text].map(part => part.toString('hex')).join(':');
    case 'dots': return [nonce, text, tag].map(part => part.toString('base64url')).join('.');
    case 'base64': return Buffer.concat([nonce, text, tag]).toString('base64');
    case 'base64-tag-first': return Buffer.concat([nonce, tag, text]).toString('base64');
    case 'named': return JSON.stringify({ iv: nonce.toString('hex'), tag: tag.toString('hex'), data: text.toString('hex') });
    default: throw new Error(`no layout ${layout}`);
  }
}

function credentials() {
  const bot = name => `1234567890:${name.padEnd(35, 'x')}`;
  return [
    ['creds:1:linkedin', seal('hex', { accessToken: 'planted-linkedin-access', refreshToken: 'planted-linkedin-refresh', expiresAt: 1893456000000, personUrn: 'urn:li:person:aB3', name: 'Anna Meier', scope: 'openid profile w_member_social' })],
    ['creds:1:email', seal('named', { accounts: [
      { account: 'Work', email: 'anna@harbour.example', password: 'planted-mail-password', imap: { host: 'imap.harbour.example', port: 993, secure: true }, smtp: { host: 'smtp.harbour.example', port: 587, secure: false } },
      { account: 'Home', user: 'anna@mailbox.org', pass: 'planted-home-password' },
    ] })],
    ['creds:1:telegram', seal('base64', { botToken: bot('AnnaPlanted'), username: 'harbour_bot' }, 12)],
    ['creds:2:twitter', seal('base64-tag-first', { access_token: 'planted-x-access', refresh_token: 'planted-x-refresh', user_id: '2244994945', screen_name: 'bert' }, 12)],
    ['creds:2:linkedin', seal('hex', { accessToken: 'planted-short-access' })],
    ['creds:6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d:whatsapp', seal('dots', { accessToken: 'planted-whatsapp-system-user-token', phoneNumberId: '106540352242922', wabaId: '102290129340398', phoneNumber: '+49 30 1234567' })],
    ['creds:6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d:myspace', seal('hex', { accessToken: 'planted-myspace' })],
    ['creds:6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d:facebook', seal('hex', { accessToken: 'planted-facebook', userId: '17' })],
    ['creds:9:telegram', seal('hex', { botToken: bot('NinaPlanted') }, 16, other)],
    ['creds:77:telegram', seal('hex', { botToken: bot('Nobody') })],
  ];
}

function customers(bcrypt) {
  const hash = (password, cost, version = '2b') => bcrypt.hashSync(password, cost).replace(/^\$2.\$/, `$${version}$`);
  return [
    { id: 1, email: 'Anna@Harbour.example', name: 'Anna Meier', plan: 'pro', role: 'customer', password_hash: hash('anna12', 10) },
    { id: 2, email: 'bert@example.org', name: 'Bert', plan: 'free', role: null, password_hash: hash('Bäckerstraße', 10, '2a') },
    { id: '6f1c1f0e-2a55-4b0e-9a56-0d7a3f1b2c4d', email: 'clara@example.org', name: 'Clara & Co', plan: 'business', role: 'admin', password_hash: hash('clara-clara', 8, '2y') },
    { id: 4, email: 'dora@example.org', name: null, plan: 'starter', role: 'customer', password_hash: hash('dora', 4).replace('$04$', '$16$') },
    { id: 5, email: 'twin@example.org', name: 'Twin', plan: 'free', role: 'customer', password_hash: hash('twin', 4) },
    { id: 6, email: 'TWIN@example.org', name: 'Other twin', plan: 'free', role: 'customer', password_hash: hash('twin', 4) },
    { id: 7, email: 'gold@example.org', name: 'Gold', plan: 'gold', role: 'customer', password_hash: hash('gold', 4) },
    { id: 8, email: 'nobody', name: 'No address', plan: 'free', role: 'customer', password_hash: null },
    { id: 9, email: 'nina@example.org', name: 'Nina', plan: 'enterprise', role: 'customer', password_hash: hash('ü'.repeat(40), 6), email_verified: 0 },
  ];
}

const usage = [
  { customer_id: 1, day: '2026-09-30', tool: 'linkedin_create_post', calls: 3, failed: 1 },
  { customer_id: 1, day: '2026-10-01', tool: 'linkedin_create_post', calls: 2 },
  { customer_id: 1, day: '2026-10-01', tool: 'send_email', calls: 40 },
  { customer_id: 2, day: '2026-10-02', tool: 'twitter_create_tweet', calls: 5 },
  { customer_id: 77, day: '2026-10-02', tool: 'twitter_create_tweet', calls: 6 },
];

const lines = rows => rows.map(row => JSON.stringify(row) + '\n').join('');
const [what, argument] = process.argv.slice(2);
if (what === 'box') {
  console.log(seal(argument, { accessToken: 'from-node', expiresAt: 1893456000000 }, argument.startsWith('base64') ? 12 : 16));
} else {
  const bcrypt = createRequire(join(process.cwd(), 'x'))('bcryptjs');
  mkdirSync(argument, { recursive: true });
  writeFileSync(join(argument, 'customers.jsonl'), lines(customers(bcrypt)));
  writeFileSync(join(argument, 'credentials.tsv'), credentials().map(row => row.join('\t') + '\n').join(''));
  writeFileSync(join(argument, 'usage.jsonl'), lines(usage));
  writeFileSync(join(argument, 'plans.json'), '{"business":"pro"}\n');
}
