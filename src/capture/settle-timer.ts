// When a turn settles that only waits for what may still come: once, after a delay or in the event loop's next turn. Why it
// waits is in open-interaction.ts.

import type { Clock } from "../runtime/clock.ts";

export class SettleTimer {
  readonly #clock: Clock;
  readonly #settle: () => void;
  #cancelOwn: (() => void) | undefined;
  /** Those of whoever waits for the turn, should its own be gone: on some hosts a timer goes with its request. */
  #cancelOthers: (() => void)[] = [];
  #dueAt = 0;

  constructor(clock: Clock, settle: () => void) {
    this.#clock = clock;
    this.#settle = settle;
  }

  arm(delayMs: number): void {
    this.cancel();
    this.#dueAt = this.#clock.now() + delayMs;
    this.#cancelOwn = this.#clock.setTimer(this.#settle, delayMs);
  }

  /** For the event loop's next turn, for which a timer of no delay would cost more. */
  armForNextTurn(): void {
    this.cancel();
    this.#dueAt = this.#clock.now();
    // Let go of when it is over: Node keeps a chain of past immediates, and what they hold would grow old with them.
    let settle: (() => void) | undefined = this.#settle;
    this.#cancelOwn = () => {
      settle = undefined;
    };
    this.#clock.defer(() => settle?.());
  }

  /** Somebody waits: what was not armed gets this long, and what was is settled by a timer of the waiting one's as well. */
  hurry(delayMs: number): void {
    if (this.#cancelOwn === undefined) this.arm(delayMs);
    else {
      const leftMs = Math.max(0, this.#dueAt - this.#clock.now());
      this.#cancelOthers.push(this.#clock.setTimer(this.#settle, leftMs));
    }
  }

  /** Something goes on, or it has settled. */
  cancel(): void {
    if (this.#cancelOwn === undefined) return;
    this.#cancelOwn();
    this.#cancelOwn = undefined;
    for (const cancel of this.#cancelOthers) cancel();
    this.#cancelOthers = [];
  }
}
