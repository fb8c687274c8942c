// mcp-remote: a bridge for clients that only start programs. It signs in while its own client waits for the first answer.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { fileURLToPath } from "node:url";
import { Home } from "../home.mjs";
import { tell, tool } from "./story.mjs";

const program = fileURLToPath(new URL("../../node_modules/mcp-remote/dist/proxy.js", import.meta.url));

export const drive = (job) => tell(job, new Bridge(job));

class Bridge {
  #home;
  #client = new Client({ name: "squaremcp-tests-bridge", version: "1.0.0" });
  #url;

  constructor({ url, scratch }) {
    this.#url = url;
    this.#home = new Home(scratch);
  }

  async signIn(person) {
    const transport = new StdioClientTransport({ command: process.execPath, args: [program, this.#url, "--allow-http"], env: this.#home.env, stderr: "inherit" });
    const connected = this.#client.connect(transport);
    await person.allow(await this.#home.asked());
    await connected;
  }

  // Once nothing else helps, the bridge opens the browser again and keeps its client waiting.
  call = () => this.#home.unlessAsked(this.#client.callTool({ name: tool, arguments: {} }));
  accessToken = () => this.#home.accessToken();
  end = () => this.#client.close();
}
