import { expect, test } from "vitest";
import { Throttle } from "../../src/sender/throttle.ts";
import { createHandClock } from "../capture/hand-clock.ts";

function throttleOf(concurrency: number, clock = createHandClock()): Throttle {
  const delays = { baseDelayMs: 100, maxDelayMs: 1_000 };
  return new Throttle({ clock, random: () => 0.5, concurrency, ...delays, onResume: () => {} });
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

test("four failures without a success between them are a platform that is down", () => {
  const throttle = throttleOf(16);
  for (let failure = 0; failure < 3; failure += 1) throttle.failed();
  throttle.succeeded();
  for (let failure = 0; failure < 3; failure += 1) throttle.failed();
  expect(throttle.limit).toBe(1);
  throttle.failed();
  expect(throttle.limit).toBe(0);
});

test("of two pauses the longer one counts, whichever came first", () => {
  for (const pauses of [
    [1_000, 10_000],
    [10_000, 1_000],
  ]) {
    const clock = createHandClock();
    const throttle = throttleOf(16, clock);
    for (const pauseMs of pauses) throttle.pauseFor(pauseMs);
    expect(throttle.pauseLeftMs).toBe(10_500);
    clock.advance(10_499);
    expect(throttle.limit).toBe(0);
    clock.advance(1);
    expect(throttle.limit).toBe(1);
  }
});
