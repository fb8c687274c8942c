// Codex CLI: "codex mcp add" signs in at once; its app-server calls a tool without a model.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppServer, launcher } from "../codex.mjs";
import { Home } from "../home.mjs";
import { run } from "../run.mjs";
import { tell, tool } from "./story.mjs";

export const drive = (job) => tell(job, new Codex(job));

class Codex {
  #home;
  #env;
  #url;
  #server;
  #thread;

  constructor({ url, scratch }) {
    this.#url = url;
    this.#home = new Home(scratch);
    this.#env = { ...this.#home.env, CODEX_HOME: scratch };
    // There is no keyring on an empty computer.
    writeFileSync(join(scratch, "config.toml"), `mcp_oauth_credentials_store = "file"\n\n[analytics]\nenabled = false\n`);
  }

  async signIn(person) {
    const added = run(process.execPath, [launcher, "mcp", "add", "gateway", "--url", this.#url], { env: this.#env, cwd: this.#home.folder });
    await person.allow(await this.#home.asked());
    await added;
    this.#server = new AppServer(this.#env);
    await this.#server.ask("initialize", { clientInfo: { name: "squaremcp-tests", title: "SquareMCP tests", version: "1.0.0" } });
    this.#server.tell("initialized");
    this.#thread = (await this.#server.ask("thread/start", { cwd: this.#home.folder, ephemeral: true })).thread.id;
  }

  /** A server that wants a sign-in is told as the tool's error, with its challenge beside it. */
  async call() {
    const result = await this.#server.ask("mcpServer/tool/call", { threadId: this.#thread, server: "gateway", tool, arguments: {} });
    if (result._meta?.["mcp/www_authenticate"]) throw new Error(result.content[0].text);
    return result;
  }

  accessToken = () => this.#home.accessToken();
  end = () => this.#server?.end();
}
