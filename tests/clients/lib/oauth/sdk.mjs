// TypeScript SDK 1.x and 2.x as a host program uses them.
import * as modern from "@modelcontextprotocol/client";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { MemoryProvider } from "./provider.mjs";
import { tell, tool } from "./story.mjs";

const v1 = {
  name: "squaremcp-tests-sdk-v1",
  Unauthorized: UnauthorizedError,
  client: (name) => new Client({ name, version: "1.0.0" }),
  transport: (url, authProvider) => new StreamableHTTPClientTransport(url, { authProvider }),
  finish: (transport, answer) => transport.finishAuth(answer.get("code")),
  protocol: (_, transport) => transport.protocolVersion,
};

const v2 = (mode) => ({
  name: `squaremcp-tests-sdk-v2-${mode}`,
  Unauthorized: modern.UnauthorizedError,
  client: (name) => new modern.Client({ name, version: "1.0.0" }, { versionNegotiation: { mode } }),
  transport: (url, authProvider) => new modern.StreamableHTTPClientTransport(url, { authProvider }),
  finish: (transport, answer) => transport.finishAuth(answer),
  protocol: (client) => client.getNegotiatedProtocolVersion(),
});

export const driveV1 = (job) => tell(job, new SdkClient(v1, job));
export const driveV2 = (mode) => (job) => tell(job, new SdkClient(v2(mode), job));

class SdkClient {
  #sdk;
  #url;
  #provider;
  #client;
  #protocol;

  constructor(sdk, { url }) {
    this.#sdk = sdk;
    this.#url = new URL(url);
    this.#provider = new MemoryProvider(sdk.name);
  }

  async signIn(person) {
    const transport = await this.#connect();
    if (!transport) throw new Error("The first connection was not refused.");
    await this.#sdk.finish(transport, await this.#provider.answered(person));
    if (await this.#connect()) throw new Error("The connection was refused after signing in.");
  }

  call = () => this.#client.callTool({ name: tool, arguments: {} });
  accessToken = () => this.#provider.tokens()?.access_token;
  more = () => ({ protocol: this.#protocol });
  end = () => this.#client?.close();

  /** Answers the transport where the server wants to see a token first. */
  async #connect() {
    const client = this.#sdk.client(this.#sdk.name);
    const transport = this.#sdk.transport(this.#url, this.#provider);
    try {
      await client.connect(transport);
    } catch (refused) {
      if (refused instanceof this.#sdk.Unauthorized) return transport;
      throw refused;
    }
    this.#client = client;
    this.#protocol = this.#sdk.protocol(client, transport);
    return undefined;
  }
}
