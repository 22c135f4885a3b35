// Sends one interaction and some feedback from whatever runtime this is, then simply ends.

import { Nebuly } from "nebuly";

const [, , baseUrl = "", name = ""] = process.argv;
const client = new Nebuly({ baseUrl, endUserSecret: "pepper" });

await client.interaction({ endUser: "user-1", input: `Hello from ${name}` }, async (turn) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  turn.llm({ model: "model", messages: [{ role: "user", content: "Hello" }], output: "Hi!", inputTokens: 1 });
  turn.setOutput("Hi!");
});
