// One process under fault: tracks some interactions, ends as it was told, and reports what its client counted.

import { writeSync } from "node:fs";
import { type ClientOptions, type Drop, type FlushResult, Nebuly, type SenderStats } from "nebuly";

export interface ChildTask {
  readonly events: number;
  /** Messages of 1,000 characters in each event's model call. */
  readonly messages?: number;
  readonly options: ClientOptions;
  /** `flush`: waits for a flush; `shutdown`: waits for a shutdown; `nothing`: simply ends. */
  readonly ending: "flush" | "shutdown" | "nothing";
  readonly endingTimeoutMs: number;
}

export interface ChildReport {
  /** When the script, its flush or its shutdown included, had come to its end: milliseconds since 1970. */
  readonly endedAt: number;
  readonly result: FlushResult | undefined;
  readonly stats: SenderStats;
  readonly drops: readonly Drop[];
}

const task = JSON.parse(process.argv[2] ?? "") as ChildTask;
const drops: Drop[] = [];
const client = new Nebuly({ ...task.options, onDrop: (drop) => void drops.push(drop) });

const messages = Array.from({ length: task.messages ?? 1 }, (_, index) => ({
  role: "user" as const,
  content: `message ${index} `.padEnd(1_000, "."),
}));

for (let index = 0; index < task.events; index += 1) {
  const moment = new Date();
  void client.track({
    input: `question ${index}`,
    output: "answer",
    timeStart: moment,
    timeEnd: moment,
    endUser: "u",
    traces: [{ model: "m", messages, output: "answer" }],
  });
}

let result: FlushResult | undefined;
if (task.ending === "flush") result = await client.flush({ timeoutMs: task.endingTimeoutMs });
if (task.ending === "shutdown") result = await client.shutdown({ timeoutMs: task.endingTimeoutMs });
const endedAt = Date.now();

// Written at the very end, when the client's own exit handling is over.
process.on("exit", () => {
  const report: ChildReport = { endedAt, result, stats: client.stats(), drops };
  writeSync(1, JSON.stringify(report));
});
