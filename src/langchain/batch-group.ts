// Roots that one batch started together. Some versions of LangChain tell each of them the outputs of all.

/** One per batch, however many elements it has. */
export class BatchGroup {
  /** How often each list was told as an output. */
  readonly #told = new Map<unknown, number>();
  /** The one that opened the group is its first element. */
  #size = 1;

  /** The position of the next element. */
  join(): number {
    this.#size += 1;
    return this.#size - 1;
  }

  /** A root of the batch ended with this list. */
  note(list: readonly unknown[]): void {
    this.#told.set(list, (this.#told.get(list) ?? 0) + 1);
  }

  /** What the element at this position answered: its own place in a list that several were told. */
  answerOf(index: number, list: readonly unknown[]): unknown {
    return list.length === this.#size && (this.#told.get(list) ?? 0) > 1 ? list[index] : list;
  }
}
