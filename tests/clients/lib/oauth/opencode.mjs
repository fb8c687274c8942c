// opencode: signed in, listed as connected; a tool is called because a stand-in for its model asks for it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Home } from "../home.mjs";
import { run } from "../run.mjs";
import { ModelStandIn } from "./model.mjs";
import { tell, tool } from "./story.mjs";

const program = fileURLToPath(new URL("../../node_modules/opencode-linux-x64/bin/opencode", import.meta.url));

export const drive = (job) => tell(job, new OpenCode(job));

class OpenCode {
  #home;
  #url;
  #model = new ModelStandIn(`gateway_${tool}`);
  #listed;

  constructor({ url, scratch }) {
    this.#url = url;
    this.#home = new Home(scratch);
  }

  async signIn(person) {
    this.#configure(await this.#model.listen());
    const signedIn = this.#opencode("mcp", "auth", "gateway");
    await person.allow(await this.#home.asked());
    await signedIn;
    this.#listed = await this.#list();
  }

  async call() {
    await this.#model.listen();
    await this.#opencode("run", "List my connections.", "--model", "anthropic/stand-in");
    return this.#model.seen();
  }

  accessToken = () => this.#home.accessToken();
  more = async () => ({ listed: [this.#listed, await this.#list()] });
  end = () => this.#model.close();

  #configure(model) {
    const folder = join(this.#home.env.XDG_CONFIG_HOME, "opencode");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "opencode.json"), JSON.stringify({
      autoupdate: false,
      share: "disabled",
      mcp: { gateway: { type: "remote", url: this.#url, timeout: 60_000 } },
      provider: { anthropic: { options: { baseURL: `${model}/v1`, apiKey: "none" }, models: { "stand-in": { name: "Stand-in", tool_call: true, limit: { context: 200_000, output: 1_000 } } } } },
      small_model: "anthropic/stand-in",
    }));
  }

  #list = () => this.#opencode("mcp", "list");
  #opencode = (...args) => run(program, args, { env: { ...this.#home.env, OPENCODE_DISABLE_MODELS_FETCH: "true", OPENCODE_DISABLE_LSP_DOWNLOAD: "true", OPENCODE_DISABLE_DEFAULT_PLUGINS: "true" }, cwd: this.#home.folder });
}
