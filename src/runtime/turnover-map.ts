// A Map for an owner that lives as long as the process and entries that do not. V8 keeps a chain from each table that a Map
// outgrew to the next one; once one of them has aged, everything that passes through the Map is treated as old and
// stays in memory until the next full collection. A fresh Map from time to time breaks the chain.

/** Below so many entries a copy costs less than what it saves. */
const minTurnover = 256;

export class TurnoverMap<Key, Value> {
  #entries = new Map<Key, Value>();
  #deletionsLeft = minTurnover;

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value);
  }

  delete(key: Key): boolean {
    if (!this.#entries.delete(key)) return false;
    this.#deletionsLeft -= 1;
    if (this.#deletionsLeft <= 0) this.#renew();
    return true;
  }

  /** The keys as they are now, the oldest first; what is deleted meanwhile does not disturb. */
  keys(): readonly Key[] {
    return [...this.#entries.keys()];
  }

  /** The values as they are now, the oldest first; what is deleted meanwhile does not disturb. */
  values(): readonly Value[] {
    return [...this.#entries.values()];
  }

  /** The key that was set first. */
  firstKey(): Key | undefined {
    for (const key of this.#entries.keys()) return key;
    return undefined;
  }

  /** Copying once per as many deletions as there are entries keeps a deletion's share constant. */
  #renew(): void {
    this.#entries = new Map(this.#entries);
    this.#deletionsLeft = Math.max(minTurnover, this.#entries.size);
  }
}
