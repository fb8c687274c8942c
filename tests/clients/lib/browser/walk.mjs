// From nothing to an app that acts for a team: Ada signs up, confirms, sets codes up and signs in with one; Ben, on a phone, joins her team by invitation and lets an app in for it.
import { createHash, createHmac, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { chromium } from "playwright-core";
import { until } from "../until.mjs";
import { Visitor } from "./visitor.mjs";

const password = "correct horse battery staple";
const phone = { viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true, hasTouch: true };

export async function walk(job) {
  const browser = await chromium.launch({ executablePath: job.chromium, args: ["--no-sandbox"] });
  try {
    const ada = await Visitor.arrive(browser, job, "ada");
    const codes = await signsUp(ada, job);
    await signsIn(ada, job, codes);
    await ada.rest("POST", "/api/v1/invitations", { email: "ben@example.org", role: "member" });
    const ben = await Visitor.arrive(browser, job, "ben", phone);
    await joins(ben, job);
    const app = await letsIn(ben, job);
    const doctor = await seesTheDoctor(ben, ada, job);
    const { grants } = await ada.rest("GET", "/api/v1/grants");
    return { grants, doctor, pictures: [...ada.pictures, ...ben.pictures], faults: [...ada.faults, ...ben.faults], cookies: await ada.cookies(), ...app };
  } finally {
    await browser.close();
  }
}

async function signsUp(ada, job) {
  await ada.open("/login");
  await ada.sees("Sign in", "sign-in");
  await ada.send("Sign in", { "E-mail": "ada@example.org", Password: password });
  await ada.sees("Sign in", "wrong-password");
  await ada.follow("Create one");
  await ada.sees("Create an account", "sign-up");
  await ada.send("Create account", { Name: "Ada Lovelace", "E-mail": "ada@example.org", Password: password });
  await ada.sees("You are signed in", "signed-in");
  await ada.follow("Your account");
  await ada.sees("Your account", "account-unconfirmed");
  await ada.open(await mailed(job, "ada@example.org", "/verify"));
  await ada.sees("Confirm your address", "confirm");
  await ada.send("Confirm");
  await ada.sees("Your account", "account");
  await ada.send("Set up an app", { Password: password });
  await ada.reveal("It cannot be scanned");
  await ada.sees("Set up your authenticator app", "codes-set-up");
  const secret = (await ada.read(".key")).replaceAll(" ", "");
  if (!(await ada.attribute("a[href^=otpauth]", "href")).includes(`secret=${secret}`)) throw new Error("The key that is shown is not the one that is opened.");
  await ada.send("Switch on", { "The code that the app shows now": code(secret, job.now - 30) });
  await ada.sees("Keep these recovery codes", "recovery-codes");
  const recovery = await ada.readAll(".codes li");
  await ada.follow("I have kept them");
  await ada.sees("Your account", "account-with-codes");
  await ada.send("Sign out");
  return { secret, recovery };
}

async function signsIn(ada, job, { secret, recovery }) {
  await ada.sees("Sign in", "sign-in-again");
  await ada.send("Sign in", { "E-mail": "ada@example.org", Password: password });
  await ada.sees("Type your code", "code");
  await ada.send("Go on", { Code: code(secret, job.now - 30) });
  await ada.sees("Type your code", "used-code");
  await ada.send("Go on", { Code: code(secret, job.now) });
  await ada.sees("You are signed in", "signed-in-with-code");
  await ada.send("Sign out");
  await ada.send("Sign in", { "E-mail": "ada@example.org", Password: password });
  await ada.send("Go on", { Code: recovery[0] });
  await ada.sees("You are signed in", "signed-in-with-recovery-code");
}

async function joins(ben, job) {
  const link = await mailed(job, "ben@example.org", "/invite/");
  await ben.open(link);
  await ben.sees("Join Ada Lovelace", "invited");
  await ben.follow("Create an account");
  await ben.sees("Create an account", "sign-up");
  await ben.send("Create account", { Name: "Ben", "E-mail": "ben@example.org", Password: password });
  await ben.sees("Confirm your address first", "confirm-first");
  await ben.open(await mailed(job, "ben@example.org", "/verify"));
  await ben.send("Confirm");
  await ben.open(link);
  await ben.sees("Join Ada Lovelace", "join");
  await ben.send("Join");
  await ben.sees("Your account", "account-of-a-member");
}

async function letsIn(ben, job) {
  const app = await client(job);
  try {
    await ben.open(app.address);
    await ben.sees("Let Walking app in?", "consent");
    const team = (await ben.readAll("select option")).find((name) => name.startsWith("Ada Lovelace"));
    await ben.send("Allow", { "For which customer?": { label: team }, "Only read": true });
    return { chosen: team, tools: await app.tools(await app.code), callback: ben.url().startsWith(app.redirect) };
  } finally {
    app.close();
  }
}

/** What the person sees of the app they let in, and the operator of all. */
async function seesTheDoctor(ben, ada, job) {
  await ben.open("/account/doctor");
  await ben.sees("Connection doctor", "doctor");
  const own = await ben.text;
  await ada.open("/operator/doctor");
  await ada.sees("Connection doctor", "operator-is-asked");
  await ada.send("Show all attempts", { "Admin key of this installation": job.adminKey });
  await ada.sees("Connection doctor", "operators-doctor");
  return { own, all: await ada.text };
}

/** An app on this computer: registers itself, waits for the code at an address of its own, and asks for the tools. */
async function client({ origin }) {
  let arrived;
  const code = new Promise((done) => { arrived = done; });
  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url, origin);
    if (pathname === "/callback") arrived(searchParams.get("code"));
    response.setHeader("content-type", "text/html").end("<title>Walking app</title><link rel=icon href=data:,><h1>Done</h1>");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const redirect = `http://127.0.0.1:${server.address().port}/callback`;
  const registration = await json(new URL("/register", origin), { client_name: "Walking app", redirect_uris: [redirect], token_endpoint_auth_method: "none" });
  const verifier = randomBytes(32).toString("base64url");
  const address = new URL("/authorize", origin);
  address.search = new URLSearchParams({
    response_type: "code", client_id: registration.client_id, redirect_uri: redirect, scope: "mcp", resource: `${origin}/mcp`, code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  });
  return {
    redirect,
    address: address.href,
    code,
    close: () => server.close(),
    async tools(given) {
      const answer = await fetch(new URL("/token", origin), { method: "POST", body: new URLSearchParams({ grant_type: "authorization_code", client_id: registration.client_id, code: given, code_verifier: verifier, redirect_uri: redirect }) });
      const { access_token } = await answer.json();
      const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
      const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
      const mcp = new Client({ name: "walking-app", version: "1.0.0" });
      await mcp.connect(new StreamableHTTPClientTransport(new URL("/mcp", origin), { requestInit: { headers: { authorization: `Bearer ${access_token}` } } }));
      const { tools } = await mcp.listTools();
      await mcp.close();
      return tools.map((tool) => tool.name);
    },
  };
}

async function json(url, body) {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** The link of a mail in the outbox of a gateway without a mail server. */
const mailed = (job, to, path) =>
  until(`a mail to ${to} with a link to ${path}`, async () => {
    for (const file of names(job.outbox)) {
      const mail = await simpleParser(readFileSync(join(job.outbox, file)));
      const link = mail.to?.value.some(({ address }) => address === to) ? /https?:\/\/\S+/.exec(mail.text)?.[0] : undefined;
      if (link?.includes(path)) return link;
    }
    return undefined;
  });

function names(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".eml"));
  } catch {
    return [];
  }
}

/** RFC 6238, as an authenticator app does it. */
function code(secret, seconds) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
