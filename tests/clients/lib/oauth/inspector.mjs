// MCP Inspector's command line, in both eras: one process per request, each of which signs in where it must.
import { fileURLToPath } from "node:url";
import { Home } from "../home.mjs";
import { run } from "../run.mjs";
import { tell, tool } from "./story.mjs";

const launcher = fileURLToPath(new URL("../../node_modules/.bin/mcp-inspector", import.meta.url));

export const driveIn = (era) => (job) => tell(job, new Inspector(job, era));

class Inspector {
  #home;
  #target;

  constructor({ url, scratch }, era) {
    this.#home = new Home(scratch);
    this.#target = ["--cli", "--server-url", url, "--transport", "http", "--protocol-era", era, "--format", "json", "--quiet"];
  }

  async signIn(person) {
    const listed = this.#ask("--method", "tools/list");
    await person.allow(await this.#home.asked());
    await listed;
  }

  call = () => this.#home.unlessAsked(this.#ask("--method", "tools/call", "--tool-name", tool));
  accessToken = () => this.#home.accessToken();

  async #ask(...method) {
    const env = { ...this.#home.env, MCP_AUTO_OPEN_ENABLED: "true", MCP_INSPECTOR_SECRET_STORE: "file" };
    const printed = await run(process.execPath, [launcher, ...this.#target, ...method], { env, cwd: this.#home.folder }).catch(answeredError);
    return JSON.parse(printed.split("\n").find((line) => line.startsWith('{"result"'))).result;
  }
}

// A tool that answers isError prints its result and exits non-zero; anything else is a failure of the client.
function answeredError(failure) {
  if (failure.output?.includes('{"result"')) return failure.output;
  throw failure;
}
