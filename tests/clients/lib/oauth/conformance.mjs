// The protocol suite's own scenarios for authorization servers, with and without naming the resource.
// As a public client only: the suite leaves its secret out wherever a server also takes clients that have none.
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Home } from "../home.mjs";
import { Person } from "../person.mjs";
import { run } from "../run.mjs";

const program = fileURLToPath(new URL("../../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url));

export async function drive({ url, scratch }) {
  const home = new Home(scratch);
  const reports = [];
  for (const resource of [[], ["--resource", url]]) reports.push(await scenarios(home, url, resource));
  return { reports };
}

async function scenarios(home, url, resource) {
  const { origin } = new URL(url);
  const port = await freePort();
  const client = await register(origin, `http://127.0.0.1:${port}/callback`);
  const options = ["authorization", "--url", origin, "--client-id", client.client_id, "--port", String(port), ...resource];
  let walked;
  const report = await run(process.execPath, [program, ...options], {
    env: home.env,
    cwd: home.folder,
    heard: (output) => {
      const ask = /^(http:\S+\/authorize\?\S+)$[^]*server started/m.exec(output)?.[1];
      if (ask) walked ??= new Person(origin).allow(ask);
    },
  });
  await walked;
  return report;
}

async function register(origin, redirect) {
  const answer = await fetch(`${origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Conformance", redirect_uris: [redirect], token_endpoint_auth_method: "none" }),
  });
  return answer.json();
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
