// A person with a real browser: fills in fields by their labels, presses what is written on buttons, and keeps a picture of every page.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const patience = 15_000;

export class Visitor {
  #context;
  #page;
  #job;
  #name;
  pictures = [];
  faults = [];

  static async arrive(browser, job, name, look = {}) {
    const visitor = new Visitor();
    visitor.#job = job;
    visitor.#name = name;
    visitor.#context = await browser.newContext({ baseURL: job.origin, viewport: { width: 1024, height: 900 }, ...look });
    visitor.#context.setDefaultTimeout(patience);
    visitor.#page = await visitor.#context.newPage();
    // A page that says what is wrong is answered with 4xx, which Chromium mentions.
    visitor.#page.on("console", (message) => message.type() === "error" && message.location().url !== visitor.#page.url() && visitor.faults.push(`${visitor.#page.url()}: ${message.text()}`));
    visitor.#page.on("requestfailed", (request) => visitor.faults.push(`${request.url()}: ${request.failure()?.errorText}`));
    mkdirSync(job.screenshots, { recursive: true });
    return visitor;
  }

  get title() {
    return this.#page.locator("h1").innerText();
  }

  get text() {
    return this.#page.locator("main").innerText();
  }

  open(address) {
    return this.#page.goto(address);
  }

  async follow(words) {
    await this.#page.getByRole("link", { name: words, exact: true }).click();
  }

  /** Types into fields by their labels, then presses the button of that name. */
  async send(button, fields = {}) {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.#page.getByLabel(label, { exact: true }).locator("visible=true").first();
      await (await field.evaluate((one) => one.tagName === "SELECT") ? field.selectOption(value) : await field.getAttribute("type") === "radio" ? field.check() : field.fill(value));
    }
    const one = this.#page.getByRole("button", { name: button, exact: true }).first();
    await Promise.all([this.#page.waitForEvent("framenavigated"), one.click()]);
    await this.#page.waitForLoadState();
  }

  /** That this page is the one that is expected; keeps a picture of it and notes what a reader would stumble over. */
  async sees(title, picture) {
    await this.#page.getByRole("heading", { level: 1, name: title }).waitFor().catch(async () => {
      throw new Error(`${this.#name} waited for "${title}" and sees at ${this.#page.url()}: ${await this.#page.locator("body").innerText()}`);
    });
    const faults = await this.#page.evaluate(() => {
      const found = [];
      if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push("it scrolls sideways");
      if (getComputedStyle(document.querySelector("main")).maxWidth === "none") found.push("it has no style");
      for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (!field.labels?.length && !field.matches("[aria-hidden=true]")) found.push(`the field ${field.name} has no label`);
      }
      for (const image of document.images) if (!image.complete || image.naturalWidth === 0) found.push("a picture did not load");
      for (const image of document.images) if (!image.alt) found.push("a picture has no words");
      return found;
    });
    this.faults.push(...faults.map((fault) => `${title}: ${fault}`));
    const file = `${this.#name}-${String(this.pictures.length + 1).padStart(2, "0")}-${picture}.png`;
    await this.#page.screenshot({ path: join(this.#job.screenshots, file), fullPage: true });
    this.pictures.push(file);
  }

  /** One text of the page. */
  read(selector) {
    return this.#page.locator(selector).first().textContent();
  }

  readAll(selector) {
    return this.#page.locator(selector).allTextContents();
  }

  reveal(summary) {
    return this.#page.getByText(summary, { exact: true }).click();
  }

  attribute(selector, name) {
    return this.#page.locator(selector).first().getAttribute(name);
  }

  /** REST in this person's name, as a page of another program in this browser would. */
  async rest(method, path, data) {
    const { proof, memberships } = await (await this.#context.request.get("/api/v1/account")).json();
    const answer = await this.#context.request.fetch(path, { method, data, headers: { "X-Square-Proof": proof, "X-Square-Customer": memberships[0].customer_id } });
    if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json();
  }

  async cookies() {
    return this.#context.cookies();
  }

  url() {
    return this.#page.url();
  }
}
