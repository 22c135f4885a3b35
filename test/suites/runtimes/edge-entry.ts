// What an edge function would hold: bundled for the edge, evaluated in a virtual machine that has web standards only.

import { Nebuly } from "nebuly";

export async function send(baseUrl: string): Promise<unknown> {
  const kept: Promise<unknown>[] = [];
  const client = new Nebuly({ baseUrl, endUserSecret: "pepper", waitUntil: (promise) => void kept.push(promise) });
  await client.interaction({ endUser: "user-1", input: "Hello from the edge" }, async (turn) => {
    turn.llm({ model: "model", messages: [{ role: "user", content: "Hello" }], output: "Hi!", inputTokens: 1 });
    turn.setOutput("Hi!");
  });
  await Promise.all(kept);
  return client.stats();
}
