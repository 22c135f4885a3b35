// Where events wait for their next attempt. One timer for all of them, none while the shelf is empty.

import type { Clock } from "../runtime/clock.ts";
import type { PendingEvent } from "./pending-event.ts";

interface Shelved {
  readonly event: PendingEvent;
  readonly dueAt: number;
}

export class BackoffShelf {
  readonly #clock: Clock;
  readonly #onDue: (event: PendingEvent) => void;
  /** The one due first stands last. */
  readonly #shelved: Shelved[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(options: { readonly clock: Clock; readonly onDue: (event: PendingEvent) => void }) {
    this.#clock = options.clock;
    this.#onDue = options.onDue;
  }

  add(event: PendingEvent, delayMs: number): void {
    const dueAt = this.#clock.elapsedMs() + delayMs;
    let index = this.#shelved.length;
    while (index > 0 && (this.#shelved[index - 1]?.dueAt ?? Infinity) <= dueAt) index -= 1;
    this.#shelved.splice(index, 0, { event, dueAt });
    if (index === this.#shelved.length - 1) this.#arm();
  }

  remove(event: PendingEvent): void {
    const index = this.#shelved.findIndex((shelved) => shelved.event === event);
    if (index === -1) return;
    this.#shelved.splice(index, 1);
    this.#arm();
  }

  close(): void {
    this.#shelved.length = 0;
    this.#arm();
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const next = this.#shelved.at(-1);
    if (next === undefined) return;
    const delayMs = Math.max(0, next.dueAt - this.#clock.elapsedMs());
    this.#cancelTimer = this.#clock.setTimer(() => this.#releaseDue(), Math.ceil(delayMs));
  }

  #releaseDue(): void {
    const now = this.#clock.elapsedMs();
    for (let next = this.#shelved.at(-1); next !== undefined && next.dueAt <= now; next = this.#shelved.at(-1)) {
      this.#shelved.pop();
      this.#onDue(next.event);
    }
    this.#arm();
  }
}
