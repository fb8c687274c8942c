// The protected resource as an OAuth library sees it: one request with a token, here the call of a tool.
import { tool } from "./story.mjs";

export async function callTool(send) {
  const headers = new Headers({ accept: "application/json, text/event-stream", "content-type": "application/json", "mcp-protocol-version": "2025-11-25" });
  const answer = await send(headers, JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool, arguments: {} } }));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`/mcp answered ${answer.status}: ${text}`);
  const message = text.startsWith("{") ? text : text.split("\n").findLast((line) => line.startsWith("data:")).slice("data:".length);
  const { result } = JSON.parse(message);
  if (result.isError) throw new Error(result.content[0].text);
  return result;
}

/** What a library tells of a refusal: the OAuth error code, or the words. */
export async function told(attempt) {
  try {
    await attempt();
  } catch (refused) {
    return refused.error ?? refused.message;
  }
  return "no refusal";
}
