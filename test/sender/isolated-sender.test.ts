import { expect, test, vi } from "vitest";
import { QueueSender } from "../../src/sender/queue-sender.ts";
import type { ClientOptions } from "../../src/settings/client-options.ts";
import { createBench, noAnswer, type SenderBench } from "./sender-bench.ts";

const create = (options: ClientOptions = {}): SenderBench =>
  createBench(options, () => 0.5, { isBoundToRequests: true });
const texts = (bench: SenderBench): string[] => bench.requests.map((request) => request.text);

test("no event waits for another: a request that is gone holds nobody up", async () => {
  const bench = create({ concurrency: 1 });
  for (let index = 0; index < 40; index += 1) void bench.offer(`gone ${index}`);
  await bench.clock.settle();
  bench.answerWith(() => 200);
  void bench.offer("mine");
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ offered: 41, sent: 1, pending: 40, inFlight: 40 });
});

test("a failed attempt is repeated", async () => {
  const bench = create();
  bench.answerWith(() => (bench.requests.length < 3 ? noAnswer("timeout") : 200));
  void bench.offer("a");
  await bench.clock.advance(5_000);
  expect(texts(bench)).toEqual(["a", "a", "a"]);
  expect(bench.sender.stats()).toMatchObject({ sent: 1, retried: 2, pending: 0, lastError: "timeout" });
});

test("a flush waits for what is under way, at most as long as it was told", async () => {
  const bench = create();
  void bench.offer("a");
  void bench.offer("b");
  await bench.clock.settle();
  const flushed = bench.sender.flush({ timeoutMs: 1_000 });
  bench.requests[0]?.answer(200);
  await bench.clock.advance(1_000);
  expect(await flushed).toEqual({ sent: 1, failed: 0, pending: 1 });
  const again = bench.sender.flush({ timeoutMs: 0 });
  await bench.clock.advance(0);
  expect(await again).toMatchObject({ pending: 1 });
});

test("a flush waits for what comes while others are waited for", async () => {
  const bench = create();
  bench.answerWith(() => 200);
  const later = Promise.resolve().then(() => bench.offer("late"));
  const flushed = bench.sender.flush({ after: later });
  await bench.clock.settle();
  expect(await flushed).toEqual({ sent: 1, failed: 0, pending: 0 });
});

test("feedback goes after what was offered before it, and does not wait for ever", async () => {
  const bench = create();
  void bench.offer("turn");
  void bench.offer("thumbs up", { kind: "feedback" });
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["turn"]);
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["turn", "thumbs up"]);
  void bench.offer("gone");
  void bench.offer("thumbs down", { kind: "feedback" });
  await bench.clock.advance(5_000);
  expect(texts(bench).at(-1)).toBe("thumbs down");
});

test("what never ends is given up when its time has long passed, and the books stay right", async () => {
  const bench = create();
  void bench.offer("gone");
  await bench.clock.advance(1_000_000);
  bench.answerWith(() => 200);
  void bench.offer("a");
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({
    offered: 2,
    sent: 1,
    dropped: { retries_exhausted: 1 },
    pending: 0,
    inFlight: 0,
    queuedBytes: 0,
  });
  expect(bench.drops).toMatchObject([{ reason: "retries_exhausted", kind: "interaction" }]);
});

test("what is under way is bounded: the oldest gives way", async () => {
  const bench = create({ maxQueuedInteractions: 2 });
  for (const text of ["a", "b", "c", "d"]) void bench.offer(text);
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ offered: 4, dropped: { queue_full: 2 }, pending: 2 });
});

test("what is under way is bounded in bytes: the oldest gives way, and a body larger than the bound goes alone", async () => {
  const bench = create({ maxQueuedBytes: 1_024 });
  for (const text of ["a", "b", "c"]) {
    void bench.offer(text.repeat(600));
    await bench.clock.settle();
  }
  void bench.offer("d".repeat(2_000));
  await bench.clock.settle();
  void bench.sender.flush({ timeoutMs: 0 });
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({
    offered: 4,
    dropped: { queue_full: 3 },
    pending: 1,
    queuedBytes: 2_000,
  });
});

test("the bytes under way are not added up anew with every event", async () => {
  const bench = create();
  const read = vi.spyOn(QueueSender.prototype, "queuedBytes", "get");
  for (let index = 0; index < 400; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.settle();
  expect(read.mock.calls.length).toBeLessThan(400 * 40);
  read.mockRestore();
});

test("once the platform has taken events, a 403 is the fault of its event alone", async () => {
  const bench = create();
  bench.answerWith(({ text }) => (text === "refused" ? 403 : 200));
  for (const text of ["a", "refused", "b"]) {
    void bench.offer(text);
    await bench.clock.settle();
  }
  expect(bench.sender.stats()).toMatchObject({ sent: 2, dropped: { rejected: 1 }, pending: 0 });
  expect(bench.warnings.join()).not.toContain("key");
});

test("what is still under way when shutdown's time is up is dropped and told", async () => {
  const bench = create();
  void bench.offer("a");
  const closed = bench.sender.shutdown({ timeoutMs: 1_000 });
  await bench.clock.advance(1_000);
  expect(await closed).toEqual({ sent: 0, failed: 1, pending: 0 });
  expect(bench.sender.stats()).toMatchObject({ offered: 1, dropped: { shutdown_timeout: 1 }, pending: 0 });
  expect(bench.drops).toMatchObject([{ reason: "shutdown_timeout" }]);
});

test("after shutdown nothing is taken", async () => {
  const bench = create();
  bench.answerWith(() => 200);
  void bench.offer("a");
  const closed = bench.sender.shutdown();
  await bench.clock.settle();
  expect(await closed).toEqual({ sent: 1, failed: 0, pending: 0 });
  void bench.offer("b");
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["a"]);
  expect(bench.sender.stats()).toMatchObject({ sent: 1, dropped: { closed: 1 }, pending: 0 });
  expect(bench.clock.timerCount).toBe(0);
});

test("a key that was refused is not tried again with every event", async () => {
  const bench = create();
  bench.answerWith(() => 401);
  await bench.offer("first");
  await bench.clock.settle();
  await bench.offer("second");
  const flushed = bench.sender.flush();
  await bench.clock.settle();
  expect(await flushed).toEqual({ sent: 0, failed: 0, pending: 0 });
  expect(texts(bench)).toEqual(["first"]);
  expect(bench.drops.map(({ reason }) => reason)).toEqual(["unauthorized", "unauthorized"]);
  expect(bench.sender.stats()).toMatchObject({ offered: 2, dropped: { unauthorized: 2 }, pending: 0 });
});
