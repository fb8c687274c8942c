// The operator signs in, looks at each page of the dashboard while a customer calls a tool, and signs out. Whatever the browser complains of is a fault: scripts and styles that the policy keeps out among them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const patience = 60_000;

export async function look(job) {
  mkdirSync(job.screenshots, { recursive: true });
  const browser = await chromium.launch({ executablePath: job.chromium, args: ["--no-sandbox"] });
  try {
    const context = await browser.newContext({ baseURL: job.origin, viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const faults = [];
    page.on("console", (message) => message.type() === "error" && faults.push(`${page.url()}: ${message.text()} (${message.location().url})`));
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.effectiveDirective} keeps out ${event.blockedURI} ${event.sample}`)));
    const picture = (name) => page.screenshot({ path: join(job.screenshots, `dashboard-${name}.png`), fullPage: true });

    await page.goto("/operator/cluster");
    await page.getByLabel("Admin key of this installation").fill(job.adminKey);
    await picture("0-key");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Open the dashboard" }).waitFor();
    await picture("1-desk");
    await page.getByRole("link", { name: "Open the dashboard" }).click();
    await page.getByText("Overview").first().waitFor();
    await counted(page, job);
    await picture("2-overview");

    await page.goto("/operator/cluster/dashboard/#/grains");
    await page.getByText("CustomerGrain").first().waitFor();
    const grains = await page.locator("#content").innerText();
    await picture("3-grains");
    await page.goto("/operator/cluster/dashboard/#/grain/Squaremcp.Grains.Customers.CustomerGrain");
    await page.getByText("CallTool").first().waitFor();
    await picture("4-grain");
    await page.goto("/operator/cluster/dashboard/#/silos");
    await page.getByText("Active").first().waitFor();
    const silos = await page.locator("#content").innerText();
    await picture("5-silos");
    await page.getByRole("link", { name: /127\.0\.0\.1/ }).first().click();
    await page.getByText("Silo Properties").first().waitFor();
    await picture("6-silo");
    await page.goto("/operator/cluster/dashboard/#/lifecycle");
    const drawn = page.locator("svg[id]").first();
    await drawn.waitFor();
    const stagesDrawn = (await drawn.boundingBox())?.width > 100;
    await picture("7-lifecycle");

    await page.goto("/operator/cluster");
    await page.getByRole("button", { name: "Sign out" }).click();
    const afterwards = await page.locator("label").first().innerText();
    return { faults, grains, silos, stagesDrawn, afterwards };
  } finally {
    await browser.close();
  }
}

/** Calls of a tool until the page itself shows that calls are counted. */
async function counted(page, job) {
  for (const end = Date.now() + patience; ; ) {
    const answer = await fetch(`${job.origin}/api/v1/tools/obsidian_append_to_note`, {
      method: "POST",
      headers: { "x-api-key": job.key, "content-type": "application/json" },
      body: JSON.stringify({ path: "a.md", content: "hello" }),
    });
    if (!answer.ok) throw new Error(`The tool answered ${answer.status}: ${await answer.text()}`);
    if ((await page.locator("#content").innerText()).includes("CallTool")) return;
    if (Date.now() > end) throw new Error(`No call was counted: ${await page.locator("#content").innerText()}`);
  }
}
