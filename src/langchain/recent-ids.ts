// The last so many ids that were added. A Set alone would do, but finding its oldest gets slow after many deletions.

import { TurnoverSet } from "../runtime/turnover-set.ts";

export class RecentIds {
  readonly #known = new TurnoverSet<string>();
  /** In the order of their adding, from `#next` on, round and round. */
  readonly #ring: string[] = [];
  readonly #size: number;
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds an id, and forgets the one added longest ago when there are too many. */
  add(id: string): void {
    if (this.#known.has(id)) return;
    const oldest = this.#ring[this.#next];
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#ring[this.#next] = id;
    this.#known.add(id);
    this.#next = (this.#next + 1) % this.#size;
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }
}
