import { setTimeout as pause } from "node:timers/promises";

const between = 100;

/** Asks until the answer is there (anything but undefined); says what it waited for when it gives up. */
export async function until(what, ask, patience = 60_000) {
  for (const end = Date.now() + patience; Date.now() < end; await pause(between)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`Waited ${patience / 1000} s for ${what}.`);
}

/** Until the gateway takes an access token no more. */
export const expired = (url, token) =>
  until("the access token to expire", async () => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, accept: "application/json, text/event-stream", "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    await answer.body?.cancel();
    return answer.status === 401 ? true : undefined;
  });
