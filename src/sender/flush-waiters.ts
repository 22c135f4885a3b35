// Who waits for what: each flush waits for the events that had been offered when it was called, and for no later ones.

import type { Clock } from "../runtime/clock.ts";
import type { FlushResult } from "./outgoing-event.ts";

interface Waiter {
  /** The last event that it waits for. */
  readonly watermark: number;
  sent: number;
  failed: number;
  pending: number;
  resolve(): void;
}

export class FlushWaiters {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until none of the `pending` events up to `watermark` is left, at most `timeoutMs`. Keeps the process alive. */
  wait(options: {
    readonly watermark: number;
    readonly pending: number;
    readonly timeoutMs: number;
  }): Promise<FlushResult> {
    const { watermark, pending } = options;
    if (pending === 0) return Promise.resolve({ sent: 0, failed: 0, pending: 0 });
    return new Promise((resolve) => {
      const waiter: Waiter = {
        watermark,
        sent: 0,
        failed: 0,
        pending,
        resolve: () => {
          cancelTimer();
          this.#waiters.delete(waiter);
          resolve({ sent: waiter.sent, failed: waiter.failed, pending: waiter.pending });
        },
      };
      const cancelTimer = this.#clock.setTimer(() => waiter.resolve(), options.timeoutMs, { keepsProcessAlive: true });
      this.#waiters.add(waiter);
    });
  }

  /** An event has ended. */
  ended(sequence: number, result: "sent" | "failed"): void {
    for (const waiter of this.#waiters) {
      if (sequence > waiter.watermark) continue;
      waiter[result] += 1;
      waiter.pending -= 1;
      if (waiter.pending === 0) waiter.resolve();
    }
  }

  /** Nothing more will be sent: everybody is told how things stand. */
  giveUp(): void {
    for (const waiter of [...this.#waiters]) waiter.resolve();
  }
}
