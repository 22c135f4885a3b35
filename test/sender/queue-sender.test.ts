import { expect, test } from "vitest";
import { createBench, noAnswer, retryAfter } from "./sender-bench.ts";

test("events are sent in the order of their offers, as many at a time as concurrency says", async () => {
  const bench = createBench({ concurrency: 2 });
  for (const text of ["a", "b", "c"]) void bench.offer(text);
  await bench.clock.settle();
  expect(bench.requests.map((request) => request.text)).toEqual(["a", "b"]);
  bench.requests[1]?.answer(200);
  await bench.clock.settle();
  expect(bench.requests.map((request) => request.text)).toEqual(["a", "b", "c"]);
  expect(bench.sender.stats()).toMatchObject({ offered: 3, sent: 1, pending: 2, inFlight: 2, queued: 0 });
});

test("no body is made within the caller's own call", async () => {
  const bench = createBench();
  let wasMade = false;
  void bench.offerContent(() => {
    wasMade = true;
    return { type: "body", body: "a", orderKey: "a" };
  });
  expect(wasMade).toBe(false);
  await bench.clock.settle();
  expect(wasMade).toBe(true);
});

test.each([408, 425, 429, 500, 501, 502, 503, 504, 505])("%i is retried with the very same bytes", async (status) => {
  const bench = createBench();
  bench.answerWith(() => (bench.requests.length === 1 ? status : 200));
  void bench.offer("body");
  await bench.clock.advance(60_000);
  expect(bench.requests).toHaveLength(2);
  expect(bench.requests[1]?.body).toBe(bench.requests[0]?.body);
  expect(bench.sender.stats()).toMatchObject({ sent: 1, pending: 0, retried: 1, lastError: String(status) });
});

test.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "CERT_HAS_EXPIRED", "timeout", "UND_ERR_SOCKET"])(
  "%s is retried with the very same bytes",
  async (code) => {
    const bench = createBench();
    bench.answerWith(() => (bench.requests.length === 1 ? noAnswer(code) : 204));
    void bench.offer("body");
    await bench.clock.advance(60_000);
    expect(bench.requests[1]?.body).toBe(bench.requests[0]?.body);
    expect(bench.sender.stats()).toMatchObject({ sent: 1, retried: 1 });
  },
);

test.each([300, 301, 302, 307, 400, 402, 404, 405, 409, 410, 422])("%i is final", async (status) => {
  const bench = createBench();
  bench.answerWith(() => status);
  void bench.offer("body");
  await bench.clock.advance(600_000);
  expect(bench.requests).toHaveLength(1);
  expect(bench.drops).toEqual([{ reason: "rejected", kind: "interaction", bytes: 4, status, detail: "" }]);
});

test("the platform's reason reaches onDrop, without what the user wrote and without the key", async () => {
  const bench = createBench();
  const detail = [{ loc: ["body", "interaction", "end_user"], msg: "Field required secret-key", input: "a prompt" }];
  bench.answerWith(() => ({ type: "answer", status: 422, text: JSON.stringify({ detail }) }));
  void bench.offer("body");
  await bench.clock.settle();
  expect(bench.drops[0]?.detail).toBe("body.interaction.end_user: Field required [key]");
});

test("a key that stands where the platform's reason is cut shows nothing of itself", async () => {
  const bench = createBench();
  const text = `${"x".repeat(295)}secret-key is not a key`;
  bench.answerWith(() => ({ type: "answer", status: 422, text: JSON.stringify({ detail: text }) }));
  void bench.offer("body");
  await bench.clock.settle();
  expect(bench.drops[0]?.detail).not.toContain("secr");
});

test("attempts are bounded", async () => {
  const bench = createBench({ retry: { maxAttempts: 3 } });
  bench.answerWith(() => 503);
  void bench.offer("body");
  await bench.clock.advance(600_000);
  expect(bench.requests).toHaveLength(3);
  expect(bench.drops).toMatchObject([{ reason: "retries_exhausted", status: 503 }]);
});

test("retrying ends with the event's deadline", async () => {
  const bench = createBench({ retry: { maxAttempts: 100, maxElapsedMs: 60_000 } });
  bench.answerWith(() => 503);
  void bench.offer("body");
  await bench.clock.advance(600_000);
  expect(bench.drops).toMatchObject([{ reason: "retries_exhausted" }]);
  expect(bench.requests.at(-1)?.atMs).toBeLessThanOrEqual(60_000);
});

test("delays are drawn below a limit that doubles up to a cap", async () => {
  const bench = createBench({ retry: { maxAttempts: 6, baseDelayMs: 100, maxDelayMs: 800 } }, () => 0.999);
  bench.answerWith(() => 503);
  void bench.offer("body");
  await bench.clock.advance(60_000);
  const delays = bench.requests.slice(1).map((request, index) => request.atMs - (bench.requests[index]?.atMs ?? 0));
  expect(delays.map((delay) => Math.ceil(delay / 100) * 100)).toEqual([100, 200, 400, 800, 800]);
});

test("a Retry-After pauses every worker and is not charged to the event", async () => {
  const bench = createBench({ concurrency: 2, retry: { maxAttempts: 1 } }, () => 0);
  for (const text of ["a", "b", "c"]) void bench.offer(text);
  await bench.clock.settle();
  bench.answerWith(() => 200);
  bench.requests[0]?.answer(retryAfter(429, "60"));
  bench.requests[1]?.answer(200);
  await bench.clock.advance(59_999);
  expect(bench.requests.map((request) => request.text)).toEqual(["a", "b"]);
  await bench.clock.advance(2);
  expect(bench.sender.stats()).toMatchObject({ sent: 3, pending: 0 });
});

test("a Retry-After of hours is capped at five minutes", async () => {
  const bench = createBench({}, () => 0);
  bench.answerWith(() => (bench.requests.length === 1 ? retryAfter(503, "36000") : 200));
  void bench.offer("a");
  await bench.clock.advance(300_001);
  expect(bench.sender.stats().sent).toBe(1);
});

test("a platform that always says Retry-After does not keep an event for ever", async () => {
  const bench = createBench({ retry: { maxAttempts: 2 } });
  bench.answerWith(() => retryAfter(429, "1"));
  void bench.offer("a");
  await bench.clock.advance(3_600_000);
  expect(bench.drops).toMatchObject([{ reason: "retries_exhausted", status: 429 }]);
  expect(bench.requests.length).toBeLessThanOrEqual(12);
});

test("while the platform is down it is asked by one probe at a time, ever more seldom", async () => {
  const bench = createBench({ concurrency: 8, retry: { maxAttempts: 100 } });
  bench.answerWith(() => noAnswer("ECONNREFUSED"));
  for (let index = 0; index < 500; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.advance(240_000);
  expect(bench.requests.length).toBeLessThan(50);
  expect(bench.sender.stats().pending).toBe(500);
});

test("recovery starts with one request and widens with every success", async () => {
  const bench = createBench({ concurrency: 8, retry: { maxAttempts: 100 } }, () => 0.5);
  bench.answerWith(() => 503);
  for (let index = 0; index < 50; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.advance(60_000);
  bench.answerWith(() => undefined);
  const before = bench.requests.length;
  await bench.clock.advance(30_000);
  expect(bench.requests.length - before).toBe(1);
  bench.requests.at(-1)?.answer(200);
  await bench.clock.settle();
  expect(bench.requests.length - before).toBe(3);
});

test("one event that the platform chokes on does not hold up the others", async () => {
  const bench = createBench({ concurrency: 1 });
  bench.answerWith((request) => (request.text === "poison" ? 500 : 200));
  void bench.offer("poison");
  for (let index = 0; index < 20; index += 1) void bench.offer(`good ${index}`);
  await bench.clock.advance(1_000);
  expect(bench.sender.stats().sent).toBe(20);
});

test.each([401, 403])(
  "%i stops the sender, is said once, and what waits is dropped as unauthorized",
  async (status) => {
    const bench = createBench({ concurrency: 1 });
    bench.answerWith(() => status);
    for (const text of ["a", "b", "c"]) void bench.offer(text);
    await bench.clock.settle();
    void bench.offer("d");
    await bench.clock.advance(600_000);
    expect(bench.requests).toHaveLength(1);
    expect(bench.sender.stats()).toMatchObject({ dropped: { unauthorized: 4 }, pending: 0 });
    expect(bench.warnings.filter((line) => line.includes("refused the key (") && line.includes("apiKey"))).toHaveLength(
      1,
    );
  },
);

test("once the platform has taken an event, a 403 costs the event that it answers and no other", async () => {
  const bench = createBench({ concurrency: 1 });
  // As a firewall on the way answers a prompt that looks like an attack.
  bench.answerWith((request) => (request.text === "' or 1=1; drop table users" ? 403 : 200));
  for (const text of ["a", "' or 1=1; drop table users", "b"]) void bench.offer(text);
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ sent: 2, dropped: { rejected: 1 }, pending: 0 });
});

test("an answer of 200 counts as success whatever its body claims", async () => {
  const bench = createBench();
  bench.answerWith(() => ({ type: "answer", status: 200, text: '{"code":500}' }));
  void bench.offer("a");
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ sent: 1, pending: 0 });
});

test("feedback waits for the interaction of its key, and for no other", async () => {
  const bench = createBench({ concurrency: 4 });
  void bench.offer("interaction of u1", { orderKey: "u1" });
  void bench.offer("feedback of u1", { kind: "feedback", orderKey: "u1" });
  void bench.offer("tags of u1", { kind: "tags", orderKey: "u1" });
  void bench.offer("feedback of u2", { kind: "feedback", orderKey: "u2" });
  void bench.offer("another interaction of u1", { orderKey: "u1" });
  await bench.clock.settle();
  const texts = (): string[] => bench.requests.map((request) => request.text);
  expect(texts()).toEqual(["interaction of u1", "feedback of u2", "another interaction of u1"]);
  bench.requests[1]?.answer(200);
  bench.requests[2]?.answer(200);
  bench.requests[0]?.answer(503);
  await bench.clock.settle();
  expect(texts()).not.toContain("feedback of u1");
  await bench.clock.advance(30_000);
  bench.requests.at(-1)?.answer(200);
  await bench.clock.settle();
  expect(texts().at(-1)).toBe("feedback of u1");
  bench.requests.at(-1)?.answer(200);
  await bench.clock.settle();
  expect(texts().at(-1)).toBe("tags of u1");
});

test("beyond maxQueuedInteractions the oldest waiting event gives way; those in flight do not", async () => {
  const bench = createBench({ concurrency: 1, maxQueuedInteractions: 2 });
  void bench.offer("in flight");
  await bench.clock.settle();
  for (const text of ["a", "b", "c", "d"]) void bench.offer(text);
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ dropped: { queue_full: 2 }, pending: 3, inFlight: 1, queued: 2 });
  bench.answerWith(() => 200);
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(bench.requests.map((request) => request.text)).toEqual(["in flight", "c", "d"]);
});

test("beyond maxQueuedBytes the oldest waiting event gives way", async () => {
  const bench = createBench({ concurrency: 1, maxQueuedBytes: 2_500 });
  for (const text of ["a", "b", "c", "d"]) void bench.offer(text.repeat(1_000));
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ dropped: { queue_full: 2 }, queuedBytes: 2_000, inFlight: 1 });
});

test("a body that cannot be made costs its own event alone", async () => {
  const bench = createBench();
  bench.answerWith(() => 200);
  void bench.offerContent(() => {
    throw new Error("hostile getter");
  });
  void bench.offerContent(() => Promise.reject(new Error("hostile promise")));
  void bench.offer("good");
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ sent: 1, dropped: { unserializable: 2 }, pending: 0 });
});

test("flush waits for what had been offered when it was called, and for nothing later", async () => {
  const bench = createBench({ concurrency: 1 });
  void bench.offer("a");
  const flushed = bench.sender.flush();
  void bench.offer("b");
  await bench.clock.settle();
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(await flushed).toEqual({ sent: 1, failed: 0, pending: 0 });
  expect(bench.sender.stats().pending).toBe(1);
});

test("a hundred flushes at once all come to their end", async () => {
  const bench = createBench();
  bench.answerWith((request) => (request.text === "a" ? 200 : 400));
  void bench.offer("a");
  void bench.offer("b");
  const flushes = Array.from({ length: 100 }, () => bench.sender.flush());
  await bench.clock.settle();
  for (const result of await Promise.all(flushes)) expect(result).toEqual({ sent: 1, failed: 1, pending: 0 });
});

test("a flush whose time is up tells what is pending, and sending goes on", async () => {
  const bench = createBench();
  void bench.offer("a");
  const flushed = bench.sender.flush({ timeoutMs: 500 });
  await bench.clock.advance(500);
  expect(await flushed).toEqual({ sent: 0, failed: 0, pending: 1 });
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ sent: 1, pending: 0 });
});

test("shutdown gives up at its deadline, leaves no timer behind and takes nothing more", async () => {
  const bench = createBench({ concurrency: 1 });
  bench.answerWith((request) => (request.text === "in flight" ? undefined : 503));
  void bench.offer("fails");
  await bench.clock.settle();
  void bench.offer("in flight");
  void bench.offer("waits");
  const first = bench.sender.shutdown({ timeoutMs: 1_000 });
  const second = bench.sender.shutdown({ timeoutMs: 99_000 });
  await bench.clock.advance(1_000);
  expect(await first).toEqual({ sent: 0, failed: 3, pending: 0 });
  expect(await second).toEqual(await first);
  expect(bench.clock.timerCount).toBe(0);
  await bench.offer("late");
  expect(bench.sender.stats()).toMatchObject({
    offered: 4,
    dropped: { shutdown_timeout: 3, closed: 1 },
    pending: 0,
    inFlight: 0,
    queuedBytes: 0,
  });
});

test("nothing runs while nothing waits", async () => {
  const bench = createBench();
  bench.answerWith(() => 200);
  await bench.offer("a");
  await bench.clock.settle();
  expect(bench.clock.timerCount).toBe(0);
});

test("an onDrop that throws, rejects or offers again harms nothing", async () => {
  let told = 0;
  const bench = createBench({
    maxQueuedInteractions: 1,
    concurrency: 1,
    onDrop: () => {
      told += 1;
      void bench.offer("again");
      if (told === 1) throw new Error("hook");
      return Promise.reject(new Error("hook"));
    },
  });
  for (const text of ["a", "b", "c", "d"]) void bench.offer(text);
  await bench.clock.settle();
  const { offered, sent, dropped, pending } = bench.sender.stats();
  expect(told).toBeGreaterThan(1);
  expect(offered).toBe(sent + Object.values(dropped).reduce((sum, count) => sum + count, 0) + pending);
});

test("setting the machine's clock during a pause neither shortens nor lengthens it", async () => {
  for (const jump of [-86_400_000, 86_400_000]) {
    const bench = createBench({}, () => 0);
    bench.answerWith(() => (bench.requests.length === 1 ? retryAfter(429, "10") : 200));
    void bench.offer("a");
    await bench.clock.advance(5_000);
    bench.clock.jump(jump);
    await bench.clock.advance(4_999);
    expect(bench.requests).toHaveLength(1);
    await bench.clock.advance(2);
    expect(bench.sender.stats().sent).toBe(1);
  }
});

test("a flush counts what ends while it still waits for events on their way", async () => {
  const bench = createBench();
  bench.answerWith(() => 200);
  const { promise: after, resolve } = Promise.withResolvers<void>();
  void bench.offer("early");
  const flushed = bench.sender.flush({ after });
  await bench.clock.settle();
  void bench.offer("on its way");
  resolve();
  await bench.clock.settle();
  expect(await flushed).toEqual({ sent: 2, failed: 0, pending: 0 });
  expect(bench.clock.timerCount).toBe(0);
});

test("the last flush of a process calls off what it has waited for in vain, and another one does not", async () => {
  const bench = createBench();
  void bench.offer("a");
  void bench.sender.flush({ timeoutMs: 1_000 });
  await bench.clock.advance(1_000);
  expect(bench.sender.stats()).toMatchObject({ pending: 1, inFlight: 1 });
  const last = bench.sender.flush({ timeoutMs: 1_000, isLast: true });
  await bench.clock.advance(1_000);
  expect(await last).toEqual({ sent: 0, failed: 0, pending: 1 });
  await bench.clock.settle();
  expect(bench.sender.stats()).toMatchObject({ pending: 1, inFlight: 0, lastError: "timeout" });
});
