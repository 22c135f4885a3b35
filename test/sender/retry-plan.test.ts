import { expect, test } from "vitest";
import { createPendingEvent, type PendingEvent } from "../../src/sender/pending-event.ts";
import { planRetry, type RetryPlan } from "../../src/sender/retry-plan.ts";
import { Throttle } from "../../src/sender/throttle.ts";
import { createHandClock } from "../capture/hand-clock.ts";

const limits = { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 1_000, random: () => 0 };

/** Fails attempt after attempt; `planned` says how each goes on. */
function failing(deadlineMs = 10_000): {
  readonly event: PendingEvent;
  fail(answer: { readonly retryAfterMs?: number; readonly isConnectionLost?: boolean }): RetryPlan;
} {
  const event = createPendingEvent(1, { kind: "interaction", path: "/" });
  event.deadlineMs = deadlineMs;
  const clock = createHandClock();
  const throttle = new Throttle({ ...limits, clock, concurrency: 4, onResume: () => {} });
  return {
    event,
    fail({ retryAfterMs, isConnectionLost = false }) {
      event.attempts += 1;
      const held = retryAfterMs === undefined ? {} : { retryAfterMs };
      const verdict = { type: "retry" as const, error: "503", isConnectionLost, ...held };
      return planRetry({ event, verdict, throttle, limits, elapsedMs: 0 });
    },
  };
}

test("an attempt on a connection that the platform had closed is repeated at once, once, and not charged", () => {
  const { fail } = failing();
  const lost = { isConnectionLost: true };
  expect([fail(lost), fail(lost), fail(lost), fail(lost)].map(({ type }) => type)).toEqual([
    "at-once",
    "later",
    "later",
    "give-up",
  ]);
});

test("a pause that the platform asks for is not charged, and moves the deadline on", () => {
  const { event, fail } = failing(1_000);
  expect(fail({ retryAfterMs: 60_000 })).toEqual({ type: "later", delayMs: 60_000 });
  expect(event.deadlineMs).toBe(61_000);
  expect(event.attempts - event.uncharged).toBe(0);
});

test("a pause of more than five minutes is cut to five", () => {
  expect(failing().fail({ retryAfterMs: 3_600_000 })).toEqual({ type: "later", delayMs: 300_000 });
});

test("only ten pauses are for nothing: then they are charged as any failure", () => {
  const { fail } = failing(Infinity);
  const types = Array.from({ length: 13 }, () => fail({ retryAfterMs: 1_000 }).type);
  expect(types).toEqual([...Array.from({ length: 12 }, () => "later"), "give-up"]);
});

test("an attempt that would come after the deadline is given up", () => {
  const { event, fail } = failing(1_000);
  event.deadlineMs = -1;
  expect(fail({}).type).toBe("give-up");
});
