import { expect, test } from "vitest";
import { BackoffShelf } from "../../src/sender/backoff-shelf.ts";
import { createPendingEvent, type PendingEvent } from "../../src/sender/pending-event.ts";
import { createHandClock, type HandClock } from "../capture/hand-clock.ts";

const eventOf = (sequence: number): PendingEvent => createPendingEvent(sequence, { kind: "interaction", path: "/" });

function open(): { readonly shelf: BackoffShelf; readonly clock: HandClock; readonly due: number[] } {
  const clock = createHandClock();
  const due: number[] = [];
  return { clock, due, shelf: new BackoffShelf({ clock, onDue: ({ sequence }) => due.push(sequence) }) };
}

test("events come off when they are due, those of one moment in the order in which they were put there", () => {
  const { shelf, clock, due } = open();
  for (const [sequence, delayMs] of [
    [1, 200],
    [2, 100],
    [3, 100],
    [4, 300],
  ] as const)
    shelf.add(eventOf(sequence), delayMs);
  clock.advance(99);
  expect(due).toEqual([]);
  clock.advance(1);
  expect(due).toEqual([2, 3]);
  clock.advance(200);
  expect(due).toEqual([2, 3, 1, 4]);
  expect(clock.armed).toBe(0);
});

test("no timer is left for an event that was taken off, nor after the end", () => {
  const { shelf, clock, due } = open();
  const event = eventOf(1);
  shelf.add(event, 100);
  shelf.remove(event);
  expect(clock.armed).toBe(0);
  shelf.add(event, 100);
  shelf.close();
  expect(clock.armed).toBe(0);
  clock.advance(100);
  expect(due).toEqual([]);
});
