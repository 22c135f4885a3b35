import { expect, test } from "vitest";
import { createBench, noAnswer, type SenderBench } from "./sender-bench.ts";

const createHoldingBench = (): SenderBench => createBench({}, () => 0.5, { holdMs: 20 });
const texts = (bench: SenderBench): string[] => bench.requests.map((request) => request.text);

test("an event is held until others may have joined it, and goes with them", async () => {
  const bench = createHoldingBench();
  void bench.offer("a");
  await bench.clock.advance(15);
  void bench.offer("b");
  await bench.clock.advance(4);
  expect(texts(bench)).toEqual([]);
  await bench.clock.advance(2);
  expect(texts(bench)).toEqual(["a", "b"]);
});

test("each hold begins anew with the first event after the last", async () => {
  const bench = createHoldingBench();
  bench.answerWith(() => 200);
  void bench.offer("a");
  await bench.clock.advance(100);
  void bench.offer("b");
  await bench.clock.advance(19);
  expect(texts(bench)).toEqual(["a"]);
  await bench.clock.advance(1);
  expect(texts(bench)).toEqual(["a", "b"]);
});

test("a full group is not held", async () => {
  const bench = createHoldingBench();
  bench.answerWith(() => 200);
  for (let index = 0; index < 16; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.settle();
  expect(texts(bench)).toHaveLength(16);
});

test("what is left when all slots are taken goes as they get free", async () => {
  const bench = createHoldingBench();
  for (const text of ["a", "b", "c", "d", "e"]) void bench.offer(text);
  await bench.clock.advance(20);
  expect(texts(bench)).toEqual(["a", "b", "c", "d"]);
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a flush releases what is held, and nothing is held while it waits", async () => {
  const bench = createHoldingBench();
  void bench.offer("a");
  await bench.clock.settle();
  const flushed = bench.sender.flush();
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["a"]);
  void bench.offer("b");
  await bench.clock.settle();
  expect(texts(bench)).toEqual(["a", "b"]);
  for (const request of bench.requests) request.answer(200);
  expect(await flushed).toMatchObject({ sent: 1, pending: 0 });
});

test("a retry whose time has come is not held, and takes with it what is", async () => {
  const bench = createHoldingBench();
  bench.answerWith(() => (bench.requests.length === 1 ? noAnswer("ECONNRESET") : 200));
  void bench.offer("a");
  await bench.clock.advance(20);
  expect(texts(bench)).toEqual(["a", "a"]);
});

test("shutdown leaves no timer of a hold behind", async () => {
  const bench = createHoldingBench();
  bench.answerWith(() => 200);
  void bench.offer("a");
  await bench.clock.settle();
  const closed = bench.sender.shutdown();
  await bench.clock.settle();
  expect(await closed).toMatchObject({ sent: 1 });
  expect(bench.clock.timerCount).toBe(0);
});

test("where requests share a write, room for one is left until there is room for some more", async () => {
  const bench = createBench({ concurrency: 4 }, () => 0.5, { groupSize: 2 });
  for (let index = 0; index < 8; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.settle();
  expect(texts(bench)).toHaveLength(4);
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(texts(bench)).toHaveLength(4);
  bench.requests[1]?.answer(200);
  await bench.clock.settle();
  expect(texts(bench)).toHaveLength(6);
});

test("the last of all does not wait for room that nobody else needs", async () => {
  const bench = createBench({}, () => 0.5, { groupSize: 16 });
  for (let index = 0; index < 5; index += 1) void bench.offer(`event ${index}`);
  await bench.clock.settle();
  bench.requests[0]?.answer(200);
  await bench.clock.settle();
  expect(texts(bench)).toHaveLength(5);
});
