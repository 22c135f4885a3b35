// A file system that does not answer any more, as a network drive that is gone.

import { expect, test } from "vitest";
import type { Spool } from "../../src/sender/spool.ts";
import { createBench, type SenderBench } from "./sender-bench.ts";

const never = new Promise<never>(() => {});
const hung: Spool = { append: () => never, takeRested: () => never, remove() {}, close: () => never };

function create(openSpool: () => Promise<Spool>): SenderBench {
  return createBench({ spoolDirectory: "/hung" }, () => 0.5, { openSpool });
}

test.each([
  ["takes nothing", () => Promise.resolve(hung)],
  ["cannot be opened", () => never],
])(
  "a disk that %s does not hold up a shutdown for long, and what was on its way there is told",
  async (_name, openSpool) => {
    const bench = create(openSpool);
    const accepted = bench.offer("a");
    await bench.clock.settle();
    const closed = bench.sender.shutdown({ timeoutMs: 1_000 });
    await bench.clock.advance(4_000);
    const late = new Promise((resolve) => setImmediate(resolve, "late"));
    expect(await Promise.race([closed, late])).toEqual({ sent: 0, failed: 1, pending: 0 });
    await accepted;
    expect(bench.sender.stats()).toMatchObject({ offered: 1, dropped: { shutdown_timeout: 1 }, pending: 0 });
    expect(bench.clock.timerCount).toBe(0);
  },
);

test("what waits for a disk that hangs is bounded in bytes, and what comes then is sent without it", async () => {
  const openSpool = (): Promise<Spool> => Promise.resolve(hung);
  const bench = createBench({ spoolDirectory: "/hung", maxQueuedBytes: 1_024 }, () => 0.5, { openSpool });
  bench.answerWith(() => 200);
  for (const text of ["a", "b", "c", "d", "e"]) {
    void bench.offer(text.repeat(400));
    await bench.clock.settle();
  }
  expect(bench.requests.map(({ text }) => text[0])).toEqual(["c", "d", "e"]);
  expect(bench.sender.stats()).toMatchObject({ offered: 5, sent: 3, dropped: { queue_full: 1 }, pending: 1 });
  expect(bench.warnings.join()).toContain("spool");
});
