// When a turn settles that only waits for what may still come: once, after a delay or in the event loop's next turn. Why it
// waits is in open-interaction.ts.

import type { Clock } from "../runtime/clock.ts";

export class SettleTimer {
  readonly #clock: Clock;
  readonly #settle: () => void;
  /** Its own timer first, then those of whoever waits for the turn: on some hosts a timer goes with its request. */
  #cancellations: (() => void)[] = [];
  #dueAt = 0;

  constructor(clock: Clock, settle: () => void) {
    this.#clock = clock;
    this.#settle = settle;
  }

  /** Without a delay it is the event loop's next turn, for which a timer would cost more. */
  arm(delayMs: number): void {
    this.cancel();
    this.#dueAt = this.#clock.now() + delayMs;
    this.#cancellations.push(delayMs > 0 ? this.#clock.setTimer(this.#settle, delayMs) : this.#defer());
  }

  /** Somebody waits: what was not armed gets this long, and what was is settled by a timer of the waiting one's as well. */
  hurry(delayMs: number): void {
    const leftMs = Math.max(0, this.#dueAt - this.#clock.now());
    if (this.#cancellations.length === 0) this.arm(delayMs);
    else this.#cancellations.push(this.#clock.setTimer(this.#settle, leftMs));
  }

  /** Something goes on, or it has settled. */
  cancel(): void {
    const cancellations = this.#cancellations;
    if (cancellations.length === 0) return;
    this.#cancellations = [];
    for (const cancel of cancellations) cancel();
  }

  #defer(): () => void {
    // Let go of when it is over: Node keeps a chain of past immediates, and what they hold would grow old with them.
    let settle: (() => void) | undefined = this.#settle;
    this.#clock.defer(() => settle?.());
    return () => {
      settle = undefined;
    };
  }
}
