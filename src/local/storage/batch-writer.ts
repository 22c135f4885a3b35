// Writes what comes at the same time in one transaction: while one is under way, the next gathers.

import type { InteractionRecord } from "./tables.ts";

interface Waiting {
  readonly records: readonly InteractionRecord[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Interactions of one transaction, unless a single request brings more. */
const maxBatchSize = 500;

export class BatchWriter {
  readonly #write: (records: readonly InteractionRecord[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(write: (records: readonly InteractionRecord[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the records are stored; rejects when they could not be, whatever becomes of others. */
  store(records: readonly InteractionRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#takeBatch());
    this.#isWriting = false;
  }

  #takeBatch(): readonly Waiting[] {
    let size = 0;
    let count = 0;
    for (const { records } of this.#waiting) {
      size += records.length;
      if (count > 0 && size > maxBatchSize) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(batch.flatMap(({ records }) => records));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const [only, ...others] = batch;
      // One that cannot be stored must not take others with it: they are written again, each on its own.
      if (others.length > 0) for (const waiting of batch) await this.#writeBatch([waiting]);
      else only?.reject(error);
    }
  }
}
