// Drives one real MCP client against one gateway: lists the tools, makes the calls it is given, prints what came back as one JSON object.
//   node drive.mjs <client> <job as JSON>     job: { url, key, calls: [{ tool, arguments }], scratch }
// The key goes into the x-api-key header; scratch is an empty folder for clients that want a home. The oauth- clients have no key: they sign a new person in,
// call, outlive their access token, and are put out (lib/oauth/story.mjs).

const clients = {
  "sdk-v1": () => import("./lib/sdk-v1.mjs").then((client) => client.drive),
  "sdk-v2-auto": () => import("./lib/sdk-v2.mjs").then((client) => client.driveIn("auto")),
  "sdk-v2-legacy": () => import("./lib/sdk-v2.mjs").then((client) => client.driveIn("legacy")),
  "inspector-http": () => import("./lib/inspector.mjs").then((client) => client.driveOver("http", "legacy")),
  "inspector-modern": () => import("./lib/inspector.mjs").then((client) => client.driveOver("http", "modern")),
  "inspector-sse": () => import("./lib/inspector.mjs").then((client) => client.driveOver("sse", "legacy")),
  "claude-code": () => import("./lib/claude-code.mjs").then((client) => client.drive),
  codex: () => import("./lib/codex.mjs").then((client) => client.drive),
  "oauth-sdk-v1": () => import("./lib/oauth/sdk.mjs").then((client) => client.driveV1),
  "oauth-sdk-v2-auto": () => import("./lib/oauth/sdk.mjs").then((client) => client.driveV2("auto")),
  "oauth-sdk-v2-legacy": () => import("./lib/oauth/sdk.mjs").then((client) => client.driveV2("legacy")),
  "oauth-mcp-remote": () => import("./lib/oauth/mcp-remote.mjs").then((client) => client.drive),
  "oauth-codex": () => import("./lib/oauth/codex.mjs").then((client) => client.drive),
  "oauth-claude-code": () => import("./lib/oauth/claude-code.mjs").then((client) => client.drive),
  "oauth-opencode": () => import("./lib/oauth/opencode.mjs").then((client) => client.drive),
  "oauth-inspector": () => import("./lib/oauth/inspector.mjs").then((client) => client.driveIn("legacy")),
  "oauth-inspector-modern": () => import("./lib/oauth/inspector.mjs").then((client) => client.driveIn("modern")),
  "oauth-conformance": () => import("./lib/oauth/conformance.mjs").then((client) => client.drive),
  "oauth-openid-client": () => import("./lib/oauth/openid-client.mjs").then((client) => client.drive),
  "oauth-oauth4webapi": () => import("./lib/oauth/oauth4webapi.mjs").then((client) => client.drive),
};

const [name, job] = process.argv.slice(2);
if (!(name in clients) || !job) {
  console.error(`usage: node drive.mjs <${Object.keys(clients).join(" | ")}> <job as JSON>`);
  process.exit(2);
}

const drive = await clients[name]();
const seen = await drive(JSON.parse(job));
process.stdout.write(JSON.stringify(seen) + "\n", () => process.exit(0));
