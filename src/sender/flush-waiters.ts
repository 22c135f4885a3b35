// Who waits for what: each flush waits for the events that had been offered when it was called, and for no later ones.

import type { Clock } from "../runtime/clock.ts";
import type { FlushResult } from "./outgoing-event.ts";

interface Waiter {
  /** The last event that it waits for; not known while others are still on their way. */
  watermark: number;
  sent: number;
  failed: number;
  /** How many of them are left. */
  pending: number;
  resolve(): void;
}

/** How things stand: the last event offered, and how many have no end yet. */
export interface Standing {
  readonly watermark: number;
  readonly pending: number;
}

export class FlushWaiters {
  readonly #clock: Clock;
  /** One for each flush that has not been told yet. */
  readonly waiters: Set<Waiter> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Waits until every event offered so far has ended, at most `timeoutMs`. With `after`, events offered before that promise
   * settles count as well. Keeps the process alive.
   */
  wait(options: {
    readonly stand: () => Standing;
    readonly timeoutMs: number;
    readonly after: Promise<unknown> | undefined;
  }): Promise<FlushResult> {
    const { stand, timeoutMs, after } = options;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        watermark: Infinity,
        sent: 0,
        failed: 0,
        pending: Infinity,
        resolve: () => {
          cancelTimer();
          this.waiters.delete(waiter);
          const pending = waiter.pending === Infinity ? stand().pending : waiter.pending;
          resolve({ sent: waiter.sent, failed: waiter.failed, pending });
        },
      };
      const cancelTimer = this.#clock.setTimer(() => waiter.resolve(), timeoutMs, { keepsProcessAlive: true });
      this.waiters.add(waiter);
      const begin = (): void => {
        if (!this.waiters.has(waiter)) return;
        Object.assign(waiter, stand());
        if (waiter.pending === 0) waiter.resolve();
      };
      if (after === undefined) begin();
      else void after.then(begin, begin);
    });
  }

  /** An event has ended. */
  ended(sequence: number, result: "sent" | "failed"): void {
    for (const waiter of this.waiters) {
      if (sequence > waiter.watermark) continue;
      waiter[result] += 1;
      waiter.pending -= 1;
      if (waiter.pending === 0) waiter.resolve();
    }
  }

  /** Nothing more will be sent: everybody is told how things stand. */
  giveUp(): void {
    for (const waiter of [...this.waiters]) waiter.resolve();
  }
}
