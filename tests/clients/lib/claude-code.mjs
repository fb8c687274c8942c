// Claude Code with a key: added on the command line, connected; each tool is called because a stand-in for its model asks for it.
import { fileURLToPath } from "node:url";
import { Home } from "./home.mjs";
import { ModelStandIn } from "./oauth/model.mjs";
import { run } from "./run.mjs";

const program = fileURLToPath(new URL("../node_modules/@anthropic-ai/claude-code-linux-x64/claude", import.meta.url));

export async function drive({ url, key, calls, scratch }) {
  const home = new Home(scratch);
  const env = { ...home.env, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1", ENABLE_TOOL_SEARCH: "false" };
  const claude = (args, more) => run(program, args, { env: { ...env, ...more }, cwd: scratch });
  await claude(["mcp", "add", "--transport", "http", "gateway", url, "--header", `x-api-key: ${key}`]);
  const results = [];
  for (const call of calls) {
    const offered = `mcp__gateway__${call.tool}`;
    const model = new ModelStandIn(offered, call.arguments);
    try {
      const asked = await model.listen();
      await claude(["-p", "Do it.", "--model", "stand-in", "--allowedTools", offered], { ANTHROPIC_BASE_URL: asked, ANTHROPIC_API_KEY: "none" });
      results.push(model.seen());
    } finally {
      model.close();
    }
  }
  return { results };
}
