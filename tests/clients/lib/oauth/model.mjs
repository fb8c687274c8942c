// A stand-in for the Messages API on loopback: asks for one tool, then says it is done. Only what Claude Code needs, as a stream.
import { createServer } from "node:http";

export class ModelStandIn {
  #tool;
  #input;
  #server;
  #offered = false;
  #result;

  constructor(tool, input = {}) {
    this.#tool = tool;
    this.#input = input;
  }

  /** Where it listens; what was seen before is forgotten. */
  async listen() {
    this.#offered = false;
    this.#result = undefined;
    if (!this.#server) {
      this.#server = createServer((request, response) => this.#answer(request, response));
      await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    }
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** What the tool answered. */
  seen() {
    if (!this.#offered) throw new Error(`The model was not offered ${this.#tool}.`);
    if (!this.#result) throw new Error("The model got no result.");
    return { content: [].concat(this.#result.content), isError: this.#result.is_error === true };
  }

  close() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #answer(request, response) {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    if (request.method !== "POST" || !request.url.startsWith("/v1/messages")) return response.writeHead(404, { "content-type": "application/json" }).end("{}");
    const { tools = [], messages, stream } = JSON.parse(body);
    if (request.url.includes("count_tokens")) return this.#json(response, { input_tokens: 1 });
    const results = messages.flatMap(({ content }) => (Array.isArray(content) ? content : [])).filter(({ type }) => type === "tool_result");
    this.#result ??= results.at(-1);
    const offered = tools.some(({ name }) => name === this.#tool);
    this.#offered ||= offered;
    const block = offered && !results.length ? { type: "tool_use", id: "toolu_1", name: this.#tool, input: this.#input } : { type: "text", text: "Done." };
    return stream ? this.#stream(response, block) : this.#json(response, { ...message(block), content: [block] });
  }

  #json(response, value) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  }

  #stream(response, block) {
    const use = block.type === "tool_use";
    const events = [
      { type: "message_start", message: { ...message(block), content: [], stop_reason: null } },
      { type: "content_block_start", index: 0, content_block: use ? { ...block, input: {} } : { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: use ? { type: "input_json_delta", partial_json: JSON.stringify(block.input) } : { type: "text_delta", text: block.text } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: message(block).stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } },
      { type: "message_stop" },
    ];
    response.writeHead(200, { "content-type": "text/event-stream" }).end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
  }
}

const message = (block) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "stand-in",
  stop_reason: block.type === "tool_use" ? "tool_use" : "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
});
