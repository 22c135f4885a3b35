// `npm run bench:peak`: how many events a second the sender delivers, against a bare undici loop that posts the same bodies to
// the same server in the same run.

import { parseArgs } from "node:util";
import { Pool } from "undici";
import { systemClock } from "../src/runtime/clock.ts";
import { createPacedLogger } from "../src/runtime/logger.ts";
import { runtime } from "../src/runtime/runtime.node.ts";
import { createSender } from "../src/sender/create-sender.ts";
import { createSettings } from "../src/settings/settings.ts";
import { startServer } from "./start-server.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "10000" }, rounds: { type: "string", default: "5" } },
});
const count = Number(values.count);
const rounds = Number(values.rounds);
const concurrency = 4;
const path = "/event-ingestion/api/v3/events/trace_interaction";

const bodies = Array.from({ length: count }, (_, index) =>
  JSON.stringify({
    interaction: { input: String(index), output: "answer", end_user: "user", hide_content: false, tags: {} },
    traces: [{ model: "model", messages: [{ role: "user", content: "question ".repeat(200) }], output: "answer" }],
    user_feedback: [],
    anonymize: true,
  }),
);
const server = await startServer({ maxId: count, faultRate: 0 });
const headers = { authorization: "Bearer key", "content-type": "application/json" };

async function bareLoop(): Promise<number> {
  const pool = new Pool(server.url, { connections: concurrency });
  let next = 0;
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const response = await pool.request({ path, method: "POST", headers, body });
      await response.body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const perSecond = (count / (performance.now() - begun)) * 1_000;
  await pool.close();
  return perSecond;
}

async function sender(): Promise<number> {
  const settings = createSettings({ baseUrl: server.url, concurrency, maxQueuedInteractions: count }, () => undefined);
  const logger = createPacedLogger({ logger: console, debug: false, clock: systemClock });
  const createTransport = await runtime.loadTransport();
  const made = createSender({ settings, clock: systemClock, random: Math.random, logger, runtime, createTransport });
  const begun = performance.now();
  for (const body of bodies) {
    void made.offer({
      kind: "interaction",
      path,
      createContent: () => ({ type: "body", body, orderKey: "user" }),
    });
  }
  const { sent } = await made.flush({ timeoutMs: 120_000 });
  const perSecond = (sent / (performance.now() - begun)) * 1_000;
  await made.shutdown();
  return perSecond;
}

// The first of each loads and compiles.
await bareLoop();
await sender();
const rows: { "bare undici per second": number; "sender per second": number; share: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const bare = await bareLoop();
  const ours = await sender();
  rows.push({
    "bare undici per second": Math.round(bare),
    "sender per second": Math.round(ours),
    share: Math.round((ours / bare) * 100) / 100,
  });
}
server.stop();
console.table(rows);
const shares = rows.map((row) => row.share).toSorted((a, b) => a - b);
const median = shares[Math.floor(shares.length / 2)] ?? 0;
const isGood = median >= 0.8;
console.log(`the sender reaches ${Math.round(median * 100)} % of the bare loop (median of ${rounds} rounds)`);
console.log(`${isGood ? 1 : 0} passed, ${isGood ? 0 : 1} failed`);
process.exitCode = isGood ? 0 : 1;
