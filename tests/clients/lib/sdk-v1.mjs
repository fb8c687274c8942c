// TypeScript SDK 1.x: the initialize era over Streamable HTTP.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export async function drive({ url, key, calls }) {
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { "x-api-key": key } } });
  const client = new Client({ name: "squaremcp-tests-sdk-v1", version: "1.0.0" });
  await client.connect(transport);
  const { tools } = await client.listTools();
  const results = [];
  for (const call of calls) results.push(await client.callTool({ name: call.tool, arguments: call.arguments }));
  const seen = { protocol: transport.protocolVersion, server: client.getServerVersion(), tools, results };
  await client.close();
  return seen;
}
