// Orleans' dashboard in a real browser: node dashboard.mjs <job>, where the job tells origin, adminKey, key, screenshots and chromium. Prints what was seen, as JSON.
import { look } from "./lib/browser/dashboard.mjs";

console.log(JSON.stringify(await look(JSON.parse(process.argv[2]))));
