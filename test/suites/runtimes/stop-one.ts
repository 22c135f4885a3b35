// Captures one interaction and is told to stop before it can have been sent.

import { Nebuly } from "nebuly";

const [, , baseUrl = ""] = process.argv;
const client = new Nebuly({ baseUrl, endUserSecret: "pepper", flushOnSignal: true });

client.interaction({ endUser: "user-1", input: "Hello from a process that stops" }, (turn) => {
  turn.llm({ model: "model", messages: [{ role: "user", content: "Hello" }], output: "Hi!", inputTokens: 1 });
  turn.setOutput("Hi!");
});
setInterval(() => {}, 1_000);
process.kill(process.pid, "SIGTERM");
