// A first-in, first-out list of numbers that takes memory for its gaps only: most follow their predecessor.

interface Range {
  first: number;
  last: number;
}

export class SequenceRanges {
  #ranges: Range[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(sequence: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.last + 1 === sequence) last.last = sequence;
    else this.#ranges.push({ first: sequence, last: sequence });
    this.#size += 1;
  }

  shift(): number | undefined {
    const [range] = this.#ranges;
    if (range === undefined) return undefined;
    const { first } = range;
    this.delete(first);
    return first;
  }

  delete(sequence: number): void {
    const index = this.#ranges.findIndex((range) => range.first <= sequence && sequence <= range.last);
    const range = this.#ranges[index];
    if (range === undefined) return;
    const parts = [
      { first: range.first, last: sequence - 1 },
      { first: sequence + 1, last: range.last },
    ].filter((part) => part.first <= part.last);
    this.#ranges.splice(index, 1, ...parts);
    this.#size -= 1;
  }
}
