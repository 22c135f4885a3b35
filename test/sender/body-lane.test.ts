import { expect, test } from "vitest";
import type { Clock } from "../../src/runtime/clock.ts";
import { BodyLane } from "../../src/sender/body-lane.ts";
import { createPendingEvent } from "../../src/sender/pending-event.ts";

/** Makes bodies of the given length on a machine where every look at the clock finds 5 ms gone; returns the turns it took. */
async function turnsFor(bodies: number, bodyLength: number): Promise<number> {
  let turns = 0;
  let elapsedMs = 0;
  const clock: Clock = {
    now: () => 0,
    elapsedMs: () => (elapsedMs += 5),
    setTimer: () => () => {},
    defer(callback) {
      turns += 1;
      setImmediate(callback);
    },
  };
  let made = 0;
  await new Promise<void>((resolve) => {
    const lane = new BodyLane({
      clock,
      runtime: { detach: (callback) => callback() },
      onMade() {
        made += 1;
        if (made === bodies) resolve();
      },
    });
    for (let sequence = 1; sequence <= bodies; sequence += 1) {
      const source = {
        kind: "interaction" as const,
        path: "/",
        createContent: () => ({ type: "body" as const, body: "x".repeat(bodyLength), orderKey: "" }),
      };
      lane.add(createPendingEvent(sequence, { ...source, source }));
    }
  });
  return turns;
}

test("small bodies keep pace with their offers where other processes take most of the machine's time", async () => {
  expect(await turnsFor(10, 2_000)).toBe(1);
});

test("large bodies leave the event loop a turn after each", async () => {
  expect(await turnsFor(5, 100_000)).toBe(5);
});

test("an event that was dropped while its body was being made does not come back with it", async () => {
  const clock: Clock = {
    now: () => 0,
    elapsedMs: () => 0,
    setTimer: () => () => {},
    defer: (callback) => void setImmediate(callback),
  };
  const made: number[] = [];
  await new Promise<void>((resolve) => {
    const lane = new BodyLane({
      clock,
      runtime: { detach: (callback) => callback() },
      onMade({ sequence }) {
        made.push(sequence);
        if (sequence === 2) resolve();
      },
    });
    for (const sequence of [1, 2]) {
      const createContent = (): { type: "body"; body: string; orderKey: string } => {
        if (sequence === 1) event.state = "ended";
        return { type: "body", body: "{}", orderKey: "" };
      };
      const offered = { kind: "interaction" as const, path: "/", createContent };
      const event = createPendingEvent(sequence, { ...offered, source: offered });
      lane.add(event);
    }
  });
  expect(made).toEqual([2]);
});
