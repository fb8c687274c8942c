// TypeScript SDK 2.x. "auto" asks server/discover first and ends in 2026-07-28; "legacy" says initialize at once.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

export const driveIn = (mode) => async ({ url, key, calls }) => {
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { "x-api-key": key } } });
  const client = new Client({ name: `squaremcp-tests-sdk-v2-${mode}`, version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  const { tools } = await client.listTools();
  const results = [];
  for (const call of calls) results.push(await client.callTool({ name: call.tool, arguments: call.arguments }));
  const seen = { protocol: client.getNegotiatedProtocolVersion(), server: client.getServerVersion(), tools, results };
  await client.close();
  return seen;
};
