// The books balance at every instant, whatever the order of offers, answers, flushes and the passing of time.

import { expect, test } from "vitest";
import type { EventKind } from "../../src/sender/outgoing-event.ts";
import { fc } from "../property-testing.ts";
import { createBench, noAnswer, retryAfter, type SenderBench } from "./sender-bench.ts";

type Step =
  | {
      readonly type: "offer";
      readonly kind: EventKind;
      readonly key: string;
      readonly fate: "body" | "empty" | "throws";
    }
  | { readonly type: "answer"; readonly which: number; readonly status: number }
  | { readonly type: "break"; readonly which: number }
  | { readonly type: "hold"; readonly which: number }
  | { readonly type: "wait"; readonly milliseconds: number }
  | { readonly type: "flush"; readonly timeoutMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("offer" as const),
      kind: fc.constantFrom<EventKind>("interaction", "conversation", "feedback", "tags"),
      key: fc.constantFrom("a", "b"),
      fate: fc.oneof({ weight: 8, arbitrary: fc.constant("body" as const) }, fc.constantFrom("empty", "throws")),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("answer" as const),
      which: fc.nat(10),
      status: fc.oneof(
        { weight: 6, arbitrary: fc.constant(200) },
        fc.constantFrom(204, 301, 400, 404, 408, 413, 422, 429, 500, 503),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("break" as const), which: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("hold" as const), which: fc.nat(10) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("wait" as const), milliseconds: fc.nat(40_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("flush" as const), timeoutMs: fc.nat(5_000) }) },
);

function checkBooks(bench: SenderBench): void {
  const { offered, sent, dropped, pending, queued, inFlight, queuedBytes } = bench.sender.stats();
  const droppedInAll = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(offered).toBe(sent + droppedInAll + pending);
  expect(pending).toBe(queued + inFlight);
  expect(bench.drops).toHaveLength(droppedInAll);
  expect(queuedBytes).toBeGreaterThanOrEqual(0);
  if (pending === 0) expect(queuedBytes).toBe(0);
}

test("offered = sent + dropped + pending after every step; what is accepted once is never sent again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, concurrency) => {
      const bench = createBench({
        concurrency,
        maxQueuedInteractions: 8,
        maxQueuedBytes: 2_000,
        retry: { maxAttempts: 4, maxElapsedMs: 60_000 },
      });
      const open = new Set<number>();
      const accepted = new Set<string>();
      const flushes: Promise<unknown>[] = [];
      let offers = 0;
      const answerOne = (which: number, respond: (index: number) => void): void => {
        const index = [...open][which % Math.max(1, open.size)];
        if (index === undefined) return;
        open.delete(index);
        respond(index);
      };
      bench.answerWith((request) => {
        // A body that the platform has accepted must not come again.
        expect(accepted.has(request.text)).toBe(false);
        open.add(bench.requests.length - 1);
        return undefined;
      });
      for (const next of steps) {
        switch (next.type) {
          case "offer": {
            offers += 1;
            const text = `${offers} `.padEnd(150, ".");
            if (next.fate === "body") void bench.offer(text, { kind: next.kind, orderKey: next.key });
            else if (next.fate === "empty") void bench.offerContent(() => ({ type: "drop", reason: "empty" }));
            else void bench.offerContent(() => Promise.reject(new Error("hostile")));
            break;
          }
          case "answer":
            answerOne(next.which, (index) => {
              const request = bench.requests[index];
              if (next.status < 300 && request !== undefined) accepted.add(request.text);
              request?.answer(next.status);
            });
            break;
          case "break":
            answerOne(next.which, (index) => bench.requests[index]?.answer(noAnswer("ECONNRESET")));
            break;
          case "hold":
            answerOne(next.which, (index) => bench.requests[index]?.answer(retryAfter(429, "3")));
            break;
          case "wait":
            await bench.clock.advance(next.milliseconds);
            break;
          case "flush":
            flushes.push(bench.sender.flush({ timeoutMs: next.timeoutMs }));
            break;
          default:
            next satisfies never;
        }
        checkBooks(bench);
        await bench.clock.settle();
        checkBooks(bench);
        expect(bench.sender.stats().inFlight).toBeLessThanOrEqual(concurrency);
        expect(bench.sender.stats().sent).toBe(accepted.size);
      }
      const shutdown = bench.sender.shutdown({ timeoutMs: 1_000 });
      await bench.clock.advance(6_000);
      await Promise.all([shutdown, ...flushes]);
      checkBooks(bench);
      expect(bench.sender.stats().pending).toBe(0);
      expect(bench.clock.timerCount).toBe(0);
    }),
    { numRuns: 60 },
  );
});
