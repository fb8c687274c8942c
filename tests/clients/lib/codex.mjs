// Codex CLI without a model: its app-server lists and calls the tools of a configured MCP server over JSON-RPC lines.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const launcher = fileURLToPath(new URL("../node_modules/@openai/codex/bin/codex.js", import.meta.url));

export async function drive({ url, key, calls, scratch }) {
  // env_http_headers keeps the key out of the file, as a person would.
  writeFileSync(
    join(scratch, "config.toml"),
    `[analytics]\nenabled = false\n\n[mcp_servers.gateway]\nurl = "${url}"\nenv_http_headers = { "x-api-key" = "SQUAREMCP_KEY" }\nrequired = true\n`);
  const codex = new AppServer({ ...process.env, CODEX_HOME: scratch, HOME: scratch, SQUAREMCP_KEY: key });
  try {
    await codex.ask("initialize", { clientInfo: { name: "squaremcp-tests", title: "SquareMCP tests", version: "1.0.0" } });
    codex.tell("initialized");
    const status = await codex.ask("mcpServerStatus/list", { detail: "full" });
    const gateway = status.data.find((server) => server.name === "gateway");
    const { thread } = await codex.ask("thread/start", { cwd: scratch, ephemeral: true });
    const results = [];
    for (const call of calls) {
      results.push(await codex.ask("mcpServer/tool/call", { threadId: thread.id, server: "gateway", tool: call.tool, arguments: call.arguments }));
    }
    return { server: gateway.serverInfo, auth: gateway.authStatus, tools: Object.values(gateway.tools), results };
  } finally {
    await codex.end();
  }
}

export class AppServer {
  #process;
  #waiting = new Map();
  #next = 1;
  #gone;

  constructor(env) {
    this.#process = spawn(process.execPath, [launcher, "app-server"], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#gone.then((code) => this.#waiting.forEach(({ reject }) => reject(new Error(`codex app-server ended with ${code}`))));
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#read(JSON.parse(line)));
  }

  ask(method, params) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, method });
      this.#write({ id, method, params });
    });
  }

  tell(method, params) {
    this.#write({ method, params });
  }

  async end() {
    this.#process.stdin.end();
    this.#process.kill();
    await this.#gone;
  }

  #write(message) {
    this.#process.stdin.write(JSON.stringify(message) + "\n");
  }

  #read(message) {
    if (message.method) {
      // A question of the server's own, such as an approval: nobody is here to answer it.
      if (message.id !== undefined) this.#write({ id: message.id, error: { code: -32601, message: `${message.method} is not answered by the tests` } });
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${JSON.stringify(message.error)}`));
    else waiting?.resolve(message.result);
  }
}
