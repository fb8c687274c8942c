import { spawn } from "node:child_process";

const longest = 60_000;

/** Runs a program to its end, with no input; everything it printed. */
export function run(command, args, { env, cwd }) {
  const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: longest, killSignal: "SIGKILL" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => (code === 0 ? resolve(output) : reject(new Error(`${args.join(" ")} ended with ${code ?? signal}: ${output}`))));
  });
}
