// `npm run soak`: a million interactions through a platform that fails one request in a hundred. Memory must be flat after
// warm-up and nothing may be lost. Bounded by `--count` and `--minutes`.

import { parseArgs } from "node:util";
import { Nebuly } from "nebuly";
import { startServer } from "./start-server.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    minutes: { type: "string", default: "30" },
    spool: { type: "string" },
  },
});
const count = Number(values.count);
const endsAt = performance.now() + Number(values.minutes) * 60_000;
/** The driver waits while so many are pending: it looks for leaks, not for overflow. */
const maxPending = 2_000;
const samples = 10;

const server = await startServer({ maxId: count, faultRate: 0.01 });
const client = new Nebuly({
  baseUrl: server.url,
  concurrency: 8,
  timeoutMs: 5_000,
  retry: { baseDelayMs: 20, maxDelayMs: 2_000 },
  logger: { debug() {}, warn() {}, error() {} },
  ...(values.spool !== undefined && { spoolDirectory: values.spool }),
});
const messages = Array.from({ length: 4 }, (_, index) => ({
  role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
  content: `message ${index} `.padEnd(250, "."),
}));

interface Sample {
  readonly interactions: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly heapMB: number;
  readonly externalMB: number;
  readonly residentMB: number;
  readonly retried: number;
}
const rows: Sample[] = [];
let lastAt = performance.now();
let lastCount = 0;
const begun = lastAt;

function sample(interactions: number): void {
  globalThis.gc?.();
  const now = performance.now();
  const { heapUsed, external, rss } = process.memoryUsage();
  rows.push({
    interactions,
    seconds: Math.round((now - begun) / 1_000),
    perSecond: Math.round(((interactions - lastCount) / (now - lastAt)) * 1_000),
    heapMB: Math.round(heapUsed / 1e5) / 10,
    externalMB: Math.round(external / 1e5) / 10,
    residentMB: Math.round(rss / 1e6),
    retried: client.stats().retried,
  });
  lastAt = now;
  lastCount = interactions;
}

async function letUp(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  while (client.stats().pending + client.stats().capture.open > maxPending) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

let made = 0;
while (made < count && performance.now() < endsAt) {
  const input = String(made);
  void client.interaction({ endUser: `user-${made % 100}`, input }, (turn) => {
    turn.llm({ model: "model", messages, output: "answer", inputTokens: 10, outputTokens: 5 });
    turn.setOutput("answer");
  });
  made += 1;
  if (made % 100 === 0) await letUp();
  if (made % Math.ceil(count / samples) === 0) {
    await client.flush({ timeoutMs: 120_000 });
    sample(made);
  }
}
await client.flush({ timeoutMs: 120_000 });
if (lastCount < made) sample(made);
const { offered, sent, dropped, pending, retried } = client.stats();
await client.shutdown();
const { distinct, twice, requests, faults } = await server.counts();
server.stop();

console.table(rows);
console.table([
  { made, offered, sent, delivered: distinct, lost: made - distinct, twice, requests, faults, retried, pending },
]);
if (Object.keys(dropped).length > 0) console.log("dropped:", dropped);

// The first samples warm up; after them the heap may breathe, but not grow.
const [warm] = rows.slice(Math.min(2, rows.length - 1));
const last = rows.at(-1);
const growthMB = (last?.heapMB ?? 0) - (warm?.heapMB ?? 0);
const isGood = distinct === made && sent === made && pending === 0 && Object.keys(dropped).length === 0 && growthMB < 5;
console.log(`heap after warm-up ${warm?.heapMB} MB, at the end ${last?.heapMB} MB`);
console.log(`${isGood ? 1 : 0} passed, ${isGood ? 0 : 1} failed`);
process.exitCode = isGood ? 0 : 1;
