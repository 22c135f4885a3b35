// About the last so many ids that were added. Kept as numbers in one block of memory: as strings, thousands of them would
// outlive every young collection, which makes the heap of a busy process grow.

/** Ids that fall into one place before the oldest of them is forgotten. */
const idsPerPlace = 4;

export class RecentIds {
  readonly #places: number;
  /** `idsPerPlace` fingerprints for each place, the newest first; 0 where there is none. */
  #fingerprints: Float64Array | undefined;

  /** Remembers `size` ids if they fall evenly; of ids that crowd one place the oldest is forgotten sooner. */
  constructor(size: number) {
    this.#places = Math.ceil(size / idsPerPlace);
  }

  add(id: string): void {
    this.#fingerprints ??= new Float64Array(this.#places * idsPerPlace);
    const fingerprint = fingerprintOf(id);
    const first = this.#firstOf(fingerprint);
    let pushed = fingerprint;
    // By hand: for so few numbers `copyWithin` costs more than all else that forgetting a run does.
    for (let index = first; index < first + idsPerPlace; index += 1) {
      const moved = this.#fingerprints[index] ?? 0;
      this.#fingerprints[index] = pushed;
      pushed = moved;
    }
  }

  has(id: string): boolean {
    if (this.#fingerprints === undefined) return false;
    const fingerprint = fingerprintOf(id);
    const first = this.#firstOf(fingerprint);
    for (let index = first; index < first + idsPerPlace; index += 1) {
      if (this.#fingerprints[index] === fingerprint) return true;
    }
    return false;
  }

  #firstOf(fingerprint: number): number {
    return (fingerprint % this.#places) * idsPerPlace;
  }
}

/** 52 bits of FNV-1a, never 0: among thousands of ids the odds of two alike are one in 10^8. */
function fingerprintOf(id: string): number {
  // Callers that are no framework may give no id at all.
  if (typeof id !== "string") return 1;
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b);
  }
  return (high >>> 0) * 0x10_0000 + (low >>> 12) + 1;
}
