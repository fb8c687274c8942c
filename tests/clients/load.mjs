// Calls tools with one of the SDK's clients, as many at a time as it is told to: one JSON object a line on its standard input, and each answer so on its standard output, in the order they come.
//   node load.mjs <sdk-v1 | sdk-v2-auto | sdk-v2-legacy>
//   in:  { n, url, key, tool, arguments }
//   out: { n, at, ms, call, isError, text }   or, where the client threw, { n, at, ms, broke }     at: milliseconds since 1970; call: the gateway's id of it
import { AsyncLocalStorage } from "node:async_hooks";
import { createInterface } from "node:readline";

const calls = new AsyncLocalStorage();

// The SDK does not hand on headers: this sees them as they come.
async function listen(url, init) {
  const answer = await fetch(url, init);
  const call = calls.getStore();
  if (call) call.id = answer.headers.get("x-square-call-id") ?? call.id;
  return answer;
}

const transport = (Transport, url, key) => new Transport(new URL(url), { requestInit: { headers: { "x-api-key": key } }, fetch: listen });

const kinds = {
  "sdk-v1": async () => {
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    return async (url, key) => {
      const client = new Client({ name: "squaremcp-load-sdk-v1", version: "1.0.0" });
      await client.connect(transport(StreamableHTTPClientTransport, url, key));
      return client;
    };
  },
  "sdk-v2-auto": () => second("auto"),
  "sdk-v2-legacy": () => second("legacy"),
};

async function second(mode) {
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  return async (url, key) => {
    const client = new Client({ name: `squaremcp-load-sdk-v2-${mode}`, version: "1.0.0" }, { versionNegotiation: { mode } });
    await client.connect(transport(StreamableHTTPClientTransport, url, key));
    return client;
  };
}

const connect = await kinds[process.argv[2]]();
const clients = new Map();

function clientOf(url, key) {
  const name = `${url} ${key}`;
  if (!clients.has(name)) {
    const connecting = connect(url, key);
    connecting.catch(() => clients.delete(name));
    clients.set(name, connecting);
  }
  return clients.get(name);
}

async function make({ n, url, key, tool, arguments: given }) {
  const [at, began, seen] = [Date.now(), performance.now(), {}];
  const tell = (answer) => process.stdout.write(JSON.stringify({ n, at, ms: performance.now() - began, call: seen.id, ...answer }) + "\n");
  try {
    const client = await clientOf(url, key);
    const result = await calls.run(seen, () => client.callTool({ name: tool, arguments: given }));
    tell({ isError: result.isError === true, text: result.content?.[0]?.text ?? "" });
  } catch (failure) {
    tell({ broke: `${failure?.code ?? ""} ${failure?.message ?? failure} ${failure?.cause?.message ?? ""}`.trim() });
  }
}

createInterface({ input: process.stdin }).on("line", (line) => make(JSON.parse(line))).on("close", () => process.exit(0));
