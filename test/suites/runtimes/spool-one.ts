// Leaves an interaction on disk and ends at once, or finds what an earlier process left there.

import { Nebuly } from "nebuly";

const [, , baseUrl = "", spoolDirectory = "", part = ""] = process.argv;
const client = new Nebuly({ baseUrl, endUserSecret: "pepper", spoolDirectory });

if (part === "leave") {
  const now = new Date();
  await client.track({
    endUser: "user-1",
    input: "Hello from a process that ends",
    output: "Hi!",
    timeStart: now,
    timeEnd: now,
    traces: [{ model: "model", messages: [{ role: "user", content: "Hello" }], output: "Hi!" }],
  });
  if (client.stats().spooled !== 1) throw new Error("it is not on disk");
  process.exit();
}
await client.flush();
