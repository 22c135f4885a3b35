import { expect, test } from "vitest";
import { Throttle } from "../../src/sender/throttle.ts";
import { createHandClock } from "../capture/hand-clock.ts";

function throttleOf(concurrency: number): Throttle {
  const delays = { baseDelayMs: 100, maxDelayMs: 1_000 };
  return new Throttle({ clock: createHandClock(), random: () => 0.5, concurrency, ...delays, onResume: () => {} });
}

test("a quiet process opens four connections at most, and a busy one as many as it may", () => {
  const throttle = throttleOf(16);
  expect(throttle.limit).toBe(4);
  for (let success = 0; success < 40; success += 1) throttle.succeeded();
  expect(throttle.limit).toBe(16);
});

test("each failure halves what may be under way", () => {
  const throttle = throttleOf(16);
  for (let success = 0; success < 40; success += 1) throttle.succeeded();
  throttle.failed();
  expect(throttle.limit).toBe(8);
  throttle.failed();
  expect(throttle.limit).toBe(4);
});

test("fewer than four are kept to from the start", () => {
  const throttle = throttleOf(2);
  expect(throttle.limit).toBe(2);
  throttle.succeeded();
  expect(throttle.limit).toBe(2);
});
