// A process that will be killed: tracks interactions and names each one that was acknowledged, until it dies.

import { writeSync } from "node:fs";
import { Nebuly } from "nebuly";

const [, , baseUrl = "", spoolDirectory = "", name = ""] = process.argv;
const client = new Nebuly({
  baseUrl,
  spoolDirectory,
  retry: { baseDelayMs: 5, maxDelayMs: 50 },
  logger: { debug() {}, warn() {}, error() {} },
});

async function trackFor(worker: number): Promise<void> {
  for (let index = 0; ; index += 1) {
    const input = `${name}/${worker}/${index}`;
    const moment = new Date();
    await client.track({ input, output: "x".repeat(200), timeStart: moment, timeEnd: moment, endUser: name });
    // Synchronous, so that what is acknowledged is known before the next moment can bring the end.
    writeSync(1, `${input}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(trackFor));
