// What a person does about their AI clients with the REST API: by a token for it, got as any client gets one.
import { createHash, randomBytes } from "node:crypto";

export class Account {
  #origin;
  #person;

  constructor(origin, person) {
    this.#origin = new URL(origin).origin;
    this.#person = person;
  }

  /** Ends every grant for /mcp; answers what the clients called themselves. */
  async revokeClients() {
    const token = await this.#token();
    const { grants } = await this.#rest(token, "GET", "/api/v1/grants");
    const living = grants.filter((grant) => grant.scopes.includes("mcp") && !grant.revoked_at);
    for (const grant of living) await this.#rest(token, "DELETE", `/api/v1/grants/${grant.id}`);
    return living.map((grant) => grant.client_name);
  }

  /** Tools that were called and answered, oldest first. */
  async calledTools() {
    const { entries } = await this.#rest(await this.#token(), "GET", "/api/v1/audit?limit=200");
    return entries.filter((entry) => entry.action === "tool.call" && entry.outcome === "ok").map((entry) => entry.target).reverse();
  }

  async #token() {
    const redirect = "http://127.0.0.1/callback";
    const client = await this.#json("/register", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ client_name: "Account", redirect_uris: [redirect], token_endpoint_auth_method: "none" }) });
    const verifier = randomBytes(32).toString("base64url");
    const ask = new URL("/authorize", this.#origin);
    ask.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirect,
      response_type: "code",
      scope: "api",
      resource: `${this.#origin}/api/v1`,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    const code = (await this.#person.walkTo(ask)).searchParams.get("code");
    const tokens = await this.#json("/token", { method: "POST", body: new URLSearchParams({ grant_type: "authorization_code", client_id: client.client_id, code, code_verifier: verifier, redirect_uri: redirect }) });
    return tokens.access_token;
  }

  #rest(token, method, path) {
    return this.#json(path, { method, headers: { authorization: `Bearer ${token}` } });
  }

  async #json(path, request) {
    const answer = await fetch(new URL(path, this.#origin), request);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${request.method} ${path} answered ${answer.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
