// A person with a browser and no screen: keeps cookies, fills in the forms as they stand on the page, follows redirects to where the client waits.
import { randomUUID } from "node:crypto";

const patience = 30_000;
const mostSteps = 20;
const password = "correct horse battery staple";

export class Person {
  #origin;
  #cookies = new Map();

  constructor(origin, email = `${randomUUID()}@example.org`) {
    this.#origin = new URL(origin).origin;
    this.email = email;
  }

  /** Signs in, or up where nobody knows this person, allows the client, and goes back to it: what the client's own page then says. */
  async allow(authorizationUrl) {
    const callback = await this.walkTo(authorizationUrl);
    const answer = await fetch(callback, { redirect: "follow", signal: AbortSignal.timeout(patience) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The client's callback answered ${answer.status}: ${text}`);
    return text;
  }

  /** The same, up to the redirect that leaves the gateway. */
  async walkTo(authorizationUrl) {
    let step = await this.#get(authorizationUrl);
    for (let steps = 0; steps < mostSteps; steps++) {
      if (step.leaves) return step.leaves;
      step = await this.#answer(step);
    }
    throw new Error(`Still not back at the client after ${mostSteps} pages; the last was: ${step.text}`);
  }

  #answer({ url, text, status }) {
    const { action, hidden } = firstForm(text);
    const target = new URL(action, url);
    switch (target.pathname) {
      case "/authorize/consent":
        return this.#post(target, { ...hidden, decision: "allow", access: "full" });
      case "/login":
        return status === 400 ? this.#get(new URL(linkTo("/signup", text), url)) : this.#post(target, { ...hidden, email: this.email, password });
      case "/signup":
        return this.#post(target, { ...hidden, name: "A person", email: this.email, password });
      default:
        throw new Error(`A person does not know what to do on this page (${status}): ${text}`);
    }
  }

  #get(url) {
    return this.#go(new URL(url), { method: "GET" });
  }

  #post(url, fields) {
    return this.#go(url, { method: "POST", body: new URLSearchParams(fields), headers: { origin: this.#origin } });
  }

  async #go(url, request) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { ...request, headers: { ...request.headers, cookie }, redirect: "manual", signal: AbortSignal.timeout(patience) });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    const text = await answer.text();
    if (![302, 303].includes(answer.status)) return { url, text, status: answer.status };
    const next = new URL(answer.headers.get("location"), url);
    return next.origin === this.#origin ? this.#get(next) : { leaves: next };
  }
}

function firstForm(page) {
  const form = /<form method="post" action="(?<action>[^"]*)">(?<inside>.*?)<\/form>/s.exec(page)?.groups;
  if (!form) throw new Error(`There is no form on this page: ${page}`);
  const hidden = form.inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return { action: decoded(form.action), hidden: Object.fromEntries([...hidden].map(([, name, value]) => [name, decoded(value)])) };
}

function linkTo(path, page) {
  const link = new RegExp(`<a href="(${path}[^"]*)"`).exec(page);
  if (!link) throw new Error(`There is no link to ${path} on this page: ${page}`);
  return decoded(link[1]);
}

const decoded = (text) =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, (_, decimal, hex, name) =>
    name ? { amp: "&", lt: "<", gt: ">", quot: '"' }[name.toLowerCase()] : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16)));
