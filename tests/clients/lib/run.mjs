import { spawn } from "node:child_process";

const longest = 60_000;
const running = new Set();

// Nothing outlives the driver, whatever it ends with; a group of its own takes a program's children along.
process.on("exit", () => running.forEach(kill));

/** Runs a program to its end, with no input; everything it printed. Each time there is more of it, heard is told all. */
export async function run(command, args, { env, cwd, heard }) {
  const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  const read = (text) => {
    output += text;
    heard?.(output);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", read);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  running.add(child.pid);
  const late = setTimeout(() => kill(child.pid), longest);
  const code = await ended.finally(() => {
    clearTimeout(late);
    running.delete(child.pid);
  });
  if (code !== 0) throw Object.assign(new Error(`${args.join(" ")} ended with ${code}: ${output}`), { output });
  return output;
}

function kill(group) {
  try {
    process.kill(-group, "SIGKILL");
  } catch (gone) {
    if (gone.code !== "ESRCH") throw gone;
  }
}
