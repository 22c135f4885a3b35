// A script that takes its turns, and then waits for their delivery and ends at once, or simply ends.

import { Nebuly } from "nebuly";
import { takeTurns } from "./framework-turns.ts";

const [, , baseUrl = "", name = "", ending = ""] = process.argv;
const client = new Nebuly({ baseUrl, apiKey: "key" });
await takeTurns(client, name);
if (ending === "flush") {
  await client.flush();
  process.exit();
}
