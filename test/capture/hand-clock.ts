// A clock that tests turn by hand: nothing waits, nothing is left to luck.

import type { Clock } from "../../src/runtime/clock.ts";

export interface HandClock extends Clock {
  /** Lets time pass and runs every timer that falls due, in order. */
  advance(milliseconds: number): void;
  /** Forgets every timer, as some hosts do at the end of a request. */
  dropTimers(): void;
  /** Timers that are armed for ten seconds at most: not the idle sweep, which stays armed while nothing is open. */
  readonly armed: number;
}

export function createHandClock(startAt: number = Date.parse("2026-01-01T10:00:00.000Z")): HandClock {
  let now = startAt;
  let timers: { readonly at: number; readonly delayMs: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    elapsedMs: () => now - startAt,
    setTimer(callback, delayMs) {
      // Hosts warn of it.
      if (delayMs < 0) throw new Error(`a timer of ${delayMs} ms`);
      const timer = { at: now + delayMs, delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    defer(callback) {
      queueMicrotask(callback);
    },
    advance(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = until;
    },
    dropTimers() {
      timers = [];
    },
    get armed() {
      return timers.filter(({ delayMs }) => delayMs <= 10_000).length;
    },
  };
}
