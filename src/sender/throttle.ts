// How fast the platform may be asked, for all workers together: fewer requests while it fails, one probe at a time while
// nothing works, none while it asked for a pause. Recovery is slow at first, so that a fleet does not stampede.

import type { Clock } from "../runtime/clock.ts";
import { drawRetryDelay, type RetryDelayOptions } from "./retry-delay.ts";

export interface ThrottleOptions extends RetryDelayOptions {
  readonly clock: Clock;
  readonly concurrency: number;
  /** Called when requests may go again after a pause. */
  readonly onResume: () => void;
}

/** Requests at once to begin with; each success allows one more, so that a quiet process opens no connections in vain. */
const concurrencyAtStart = 4;
/** So many failures without a success between them say that the platform is down, not that an event is bad. */
const failuresUntilDown = 4;
/** A pause that the platform asks for is stretched by up to this share, so that its clients do not come back at once. */
const pauseSpread = 0.1;

export class Throttle {
  readonly #options: ThrottleOptions;
  #limit: number;
  #failures = 0;
  #pauseEndsAt = 0;
  #cancelPause: (() => void) | undefined;

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#limit = Math.min(concurrencyAtStart, options.concurrency);
  }

  /** Requests that may be under way at once; 0 during a pause. */
  get limit(): number {
    return this.#cancelPause === undefined ? this.#limit : 0;
  }

  /** Milliseconds until requests may go again. */
  get pauseLeftMs(): number {
    return this.#cancelPause === undefined ? 0 : Math.max(0, this.#pauseEndsAt - this.#options.clock.elapsedMs());
  }

  succeeded(): void {
    this.#failures = 0;
    if (this.#limit < this.#options.concurrency) this.#limit += 1;
  }

  failed(): void {
    this.#failures += 1;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    if (this.#failures < failuresUntilDown) return;
    this.#limit = 1;
    this.#pause(drawRetryDelay(this.#failures - failuresUntilDown + 1, this.#options));
  }

  /** The platform named a time. Two answers never shorten each other's pause. */
  pauseFor(delayMs: number): void {
    this.#limit = 1;
    this.#pause(delayMs * (1 + this.#options.random() * pauseSpread));
  }

  close(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }

  #pause(delayMs: number): void {
    const endsAt = this.#options.clock.elapsedMs() + delayMs;
    if (this.#cancelPause !== undefined && endsAt <= this.#pauseEndsAt) return;
    this.#cancelPause?.();
    this.#pauseEndsAt = endsAt;
    this.#cancelPause = this.#options.clock.setTimer(() => {
      this.#cancelPause = undefined;
      this.#options.onResume();
    }, delayMs);
  }
}
