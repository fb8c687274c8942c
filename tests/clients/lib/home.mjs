// An empty computer for one client: a home folder, nothing of the real one, and a browser that writes down what it was asked to open.
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { until } from "./until.mjs";

const openers = ["xdg-open", "x-www-browser", "sensible-browser"];

export class Home {
  #opened;
  #read = 0;

  constructor(folder) {
    this.folder = folder;
    this.#opened = join(folder, "opened");
    appendFileSync(this.#opened, "");
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    for (const opener of openers) this.#script(join(bin, opener), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${this.#opened}'\n`);
    this.env = {
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, ".config"),
      XDG_DATA_HOME: join(folder, ".local", "share"),
      XDG_CACHE_HOME: join(folder, ".cache"),
      XDG_STATE_HOME: join(folder, ".local", "state"),
      PATH: [bin, dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
      BROWSER: join(bin, openers[0]),
      TMPDIR: folder,
      LANG: "C.UTF-8",
      TERM: "xterm",
      NO_COLOR: "1",
      CI: "true",
      // The mark by which the build finds processes that were left behind.
      ...(process.env.SQUAREMCP_CI_RUN && { SQUAREMCP_CI_RUN: process.env.SQUAREMCP_CI_RUN }),
    };
  }

  /** The next page the client opens in the browser, once it does. */
  asked = () => until("the client to open the browser", () => this.#next());

  /** What the client is doing, unless it opens the browser first: that is thrown. */
  async unlessAsked(doing) {
    let settled = false;
    doing.catch(() => {}).finally(() => (settled = true));
    const url = await until("an answer or the browser", () => this.#next() ?? (settled ? "" : undefined));
    if (url) throw new Error(`The client opened ${new URL(url).pathname}.`);
    return doing;
  }

  /** The access token the client keeps in its files; undefined where it keeps none. */
  accessToken() {
    const found = new Set();
    for (const file of filesBelow(this.folder)) for (const [token] of readFileSync(file, "latin1").matchAll(/\bsqa_[0-9a-z]{26}_[\w-]{43}/g)) found.add(token);
    if (found.size > 1) throw new Error(`The client keeps ${found.size} access tokens.`);
    return [...found][0];
  }

  #next() {
    const urls = readFileSync(this.#opened, "utf8").split("\n").filter(Boolean);
    return this.#read < urls.length ? urls[this.#read++] : undefined;
  }

  #script(file, text) {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
}

// Files that vanish while they are looked for hold nothing.
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => existsSync(file));
}
