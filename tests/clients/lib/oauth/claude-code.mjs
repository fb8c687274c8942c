// Claude Code: added, signed in on a terminal, listed as connected; a tool is called because a stand-in for its model asks for it.
import { fileURLToPath } from "node:url";
import { Home } from "../home.mjs";
import { run } from "../run.mjs";
import { ModelStandIn } from "./model.mjs";
import { tell, tool } from "./story.mjs";

const program = fileURLToPath(new URL("../../node_modules/@anthropic-ai/claude-code-linux-x64/claude", import.meta.url));
const offered = `mcp__gateway__${tool}`;

export const drive = (job) => tell(job, new ClaudeCode(job));

class ClaudeCode {
  #home;
  #url;
  #model = new ModelStandIn(offered);
  #listed;

  constructor({ url, scratch }) {
    this.#url = url;
    this.#home = new Home(scratch);
  }

  async signIn(person) {
    await this.#claude(["mcp", "add", "--transport", "http", "gateway", this.#url]);
    // Signing in wants a terminal.
    const signedIn = run("script", ["-qec", `'${program}' mcp login gateway`, "/dev/null"], { env: this.#env(), cwd: this.#home.folder });
    await person.allow(await this.#home.asked());
    await signedIn;
    this.#listed = await this.#list();
  }

  async call() {
    const asked = await this.#model.listen();
    await this.#claude(["-p", "List my connections.", "--model", "stand-in", "--allowedTools", offered], { ANTHROPIC_BASE_URL: asked, ANTHROPIC_API_KEY: "none" });
    return this.#model.seen();
  }

  accessToken = () => this.#home.accessToken();
  more = async () => ({ listed: [this.#listed, await this.#list()] });
  end = () => this.#model.close();

  #list = () => this.#claude(["mcp", "list"]);
  #claude = (args, more) => run(program, args, { env: this.#env(more), cwd: this.#home.folder });
  #env = (more) => ({ ...this.#home.env, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1", ENABLE_TOOL_SEARCH: "false", ...more });
}
