// Who wants to know that something was stored, and telling them.

export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Calls back with every change from now on; returns the removal. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
