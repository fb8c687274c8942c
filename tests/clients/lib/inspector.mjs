// MCP Inspector's command line, one process per request as a person would type it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const launcher = fileURLToPath(new URL("../node_modules/.bin/mcp-inspector", import.meta.url));

export const driveOver = (transport, era) => async ({ url, key, calls, scratch }) => {
  const ask = async (...method) => {
    const target = ["--cli", "--server-url", url, "--transport", transport, "--protocol-era", era, "--header", `x-api-key: ${key}`];
    const { stdout } = await run(process.execPath, [launcher, ...target, ...method, "--format", "json", "--quiet"], {
      env: { ...process.env, HOME: scratch },
      maxBuffer: 16 * 1024 * 1024,
    }).catch(answeredError);
    return JSON.parse(stdout).result;
  };

  const { tools } = await ask("--method", "tools/list");
  const results = [];
  for (const call of calls) {
    const named = ["--method", "tools/call", "--tool-name", call.tool];
    results.push(await ask(...named, "--tool-args-json", JSON.stringify(call.arguments)));
  }
  return { tools, results };
};

// A tool that answers isError prints its result and exits non-zero; anything else is a failure of the client.
function answeredError(failure) {
  if (failure.stdout?.startsWith("{")) return failure;
  throw failure;
}
