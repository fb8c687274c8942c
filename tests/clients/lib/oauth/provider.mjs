// The least OAuthClientProvider of the TypeScript SDKs, both generations: everything in memory, the person's browser opened by hand.
import { randomUUID } from "node:crypto";

export class MemoryProvider {
  #name;
  #client;
  #tokens;
  #verifier;
  #state;
  #discovered;

  redirectUrl = "http://127.0.0.1:49152/callback";

  /** Where the SDK wanted to send the person last. */
  asked;

  constructor(name) {
    this.#name = name;
  }

  get clientMetadata() {
    return { client_name: this.#name, redirect_uris: [this.redirectUrl], grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], token_endpoint_auth_method: "none" };
  }

  state = () => (this.#state = randomUUID());
  clientInformation = () => this.#client;
  saveClientInformation = (client) => void (this.#client = client);
  tokens = () => this.#tokens;
  saveTokens = (tokens) => void (this.#tokens = tokens);
  saveCodeVerifier = (verifier) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  discoveryState = () => this.#discovered;
  saveDiscoveryState = (discovered) => void (this.#discovered = discovered);
  redirectToAuthorization = (url) => void (this.asked = url);

  invalidateCredentials = (scope) => {
    if (scope === "all" || scope === "client") this.#client = undefined;
    if (scope === "all" || scope === "tokens") this.#tokens = undefined;
    if (scope === "all" || scope === "verifier") this.#verifier = undefined;
    if (scope === "all" || scope === "discovery") this.#discovered = undefined;
  };

  /** What came back; the SDKs leave the state to their host. */
  async answered(person) {
    const { searchParams } = await person.walkTo(this.asked);
    if (searchParams.get("state") !== this.#state) throw new Error(`The state came back as ${searchParams.get("state")}.`);
    return searchParams;
  }
}
