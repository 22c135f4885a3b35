// A clock that stands still until a test moves it. Timers run in the order of their times, as real ones do.

import type { Clock } from "../../src/runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  readonly keepsProcessAlive: boolean;
}

export class ManualClock implements Clock {
  #now: number;
  #elapsed = 0;
  readonly #timers = new Set<Timer>();
  readonly #deferred: (() => void)[] = [];

  constructor(now: number = Date.parse("2026-01-01T00:00:00.000Z")) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  elapsedMs(): number {
    return this.#elapsed;
  }

  setTimer(callback: () => void, delayMs: number, options?: { readonly keepsProcessAlive: boolean }): () => void {
    const timer = {
      at: this.#elapsed + Math.max(0, delayMs),
      callback,
      keepsProcessAlive: options?.keepsProcessAlive === true,
    };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** Sets the machine's time, as an administrator or a time server would; timers do not notice. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    for (let idleRounds = 0; idleRounds < 2; ) {
      const deferred = this.#deferred.splice(0);
      for (const callback of deferred) callback();
      await new Promise<void>((resolve) => setImmediate(resolve));
      idleRounds = deferred.length > 0 || this.#deferred.length > 0 ? 0 : idleRounds + 1;
    }
  }

  /** Moves time on, timer by timer. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    await this.settle();
    for (let next = this.#nextTimer(end); next !== undefined; next = this.#nextTimer(end)) {
      this.#moveTo(next.at);
      this.#timers.delete(next);
      next.callback();
      await this.settle();
    }
    this.#moveTo(end);
  }

  #nextTimer(until: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= until && (earliest === undefined || timer.at < earliest.at)) earliest = timer;
    }
    return earliest;
  }

  #moveTo(elapsed: number): void {
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}
