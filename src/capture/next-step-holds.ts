// What keeps an interaction open for a next step that may come: a tool loop whose model asked for tools does not tell whether
// it goes on.

interface NextStepHold {
  /** Whether the scope's function awaits the step: then the step ends with it. */
  readonly isAwaited: boolean;
  /** Whether it is known how long the step may take to come. */
  readonly isTimed: boolean;
  readonly release: () => void;
}

export class NextStepHolds {
  readonly #holds = new Set<NextStepHold>();

  /** Takes a hold; returns its release, idempotent. */
  add(hold: NextStepHold): () => void {
    this.#holds.add(hold);
    return () => {
      this.#holds.delete(hold);
      hold.release();
    };
  }

  /** How many of them are timed. */
  get timed(): number {
    return [...this.#holds].filter(({ isTimed }) => isTimed).length;
  }

  /** The scope's function has ended: releases what it awaited, or everything when all that it streams was read. */
  endScope(hasReadAll: boolean): void {
    for (const hold of this.#holds) {
      if (!hasReadAll && !hold.isAwaited) continue;
      this.#holds.delete(hold);
      hold.release();
    }
  }
}
