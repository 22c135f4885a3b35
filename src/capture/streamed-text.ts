// A text that arrives in small pieces. What the pieces mean is known to the frameworks' rooms.

import { maxReadLength } from "./text-limits.ts";

/** Pieces that wait to become one string. */
const maxWaiting = 32;

/**
 * A string that grew by every piece would be a chain of as many objects, which live as long as the stream and which the
 * garbage collector copies twice: V8 answers with a larger young generation, and every stream of the process pays for it.
 */
export class StreamedText {
  #text = "";
  #length = 0;
  readonly #waiting: string[] = [];
  #waitingCount = 0;

  get length(): number {
    return this.#length;
  }

  /** O(1) over many calls. Once it is longer than what `redact` is shown of a text, it takes no more: a model may never stop. */
  add(piece: string): void {
    if (this.#length > maxReadLength) return;
    this.#length += piece.length;
    this.#waiting[this.#waitingCount] = piece;
    this.#waitingCount += 1;
    if (this.#waitingCount === maxWaiting) this.#join();
  }

  toString(): string {
    this.#join();
    return this.#text;
  }

  #join(): void {
    // Emptied places keep the list's memory for the pieces to come.
    this.#text += this.#waiting.join("");
    this.#waiting.fill("");
    this.#waitingCount = 0;
  }
}
