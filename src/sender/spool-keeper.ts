// The sender's side of the spool: which events are on disk only, and when they come back into memory.

import type { SenderDependencies } from "./create-sender.ts";
import { SequenceRanges } from "./sequence-ranges.ts";
import type { Rested, Spool, SpoolId, SpoolOptions, SpoolRecord } from "./spool.ts";

export interface SpoolKeeperOptions extends SpoolOptions {
  /** Bodies may wait for the disk up to this size, all together. */
  readonly maxWaitingBytes: number;
  readonly openSpool: (options: SpoolOptions) => Promise<Spool>;
  /** Whether there is room in memory for one more event, and somebody to send it. */
  readonly hasRoom: () => boolean;
  /** An event that was on disk only is back; `lost` when the disk did not give it back. */
  readonly onLoaded: (sequence: number, rested: Rested) => void;
}

const maxCloseMs = 2_000;

export class SpoolKeeper {
  readonly #options: SpoolKeeperOptions;
  readonly #spool: Promise<Spool | undefined>;
  /** The opened spool, for what must not wait. */
  #opened: Spool | undefined;
  readonly #resting = new SequenceRanges();
  #waitingBytes = 0;
  #isLoading = false;

  constructor(options: SpoolKeeperOptions) {
    this.#options = options;
    this.#spool = this.#open();
  }

  /** Whether some events are on disk only: then later ones must line up behind them. */
  get hasResting(): boolean {
    return this.#resting.size > 0;
  }

  /** Resolves to undefined when the disk did not take the record. */
  async append(sequence: number, record: SpoolRecord, rests: boolean): Promise<SpoolId | undefined> {
    const bytes = record.body.byteLength;
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > this.#options.maxWaitingBytes) {
      // A disk that hangs would keep them all, even those that have been dropped by then.
      this.#options.warn("the spool directory is too slow or hangs: further events are kept in memory only");
      return undefined;
    }
    this.#waitingBytes += bytes;
    if (rests) this.#resting.push(sequence);
    const id = await (await this.#spool)?.append(record, { rests });
    this.#waitingBytes -= bytes;
    if (id === undefined) this.#resting.delete(sequence);
    return id;
  }

  /** Takes note of events that an earlier process left. */
  claimed(sequence: number): void {
    this.#resting.push(sequence);
  }

  /** Brings resting events back for as long as there is room. */
  async load(): Promise<void> {
    if (this.#isLoading || this.#resting.size === 0 || !this.#options.hasRoom()) return;
    this.#isLoading = true;
    while (this.#resting.size > 0 && this.#options.hasRoom()) {
      const rested = await (await this.#spool)?.takeRested();
      if (rested === undefined) break;
      const count = rested.type === "lost" ? rested.count : 1;
      for (let index = 0; index < count; index += 1) {
        const sequence = this.#resting.shift();
        if (sequence !== undefined) this.#options.onLoaded(sequence, rested);
      }
    }
    this.#isLoading = false;
  }

  remove(id: SpoolId): void {
    this.#opened?.remove(id);
  }

  /** Leaves what is undelivered to the next process. Bounded: a disk that hangs must not hang whoever waits for the end. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = this.#options.clock.setTimer(resolve, maxCloseMs, { keepsProcessAlive: true });
      void this.#spool
        .then((spool) => spool?.close())
        .then(() => {
          cancelTimer();
          resolve();
        });
    });
  }

  async #open(): Promise<Spool | undefined> {
    try {
      this.#opened = await this.#options.openSpool(this.#options);
      return this.#opened;
    } catch {
      // The file system's module could not be loaded.
      this.#options.warn("the spool could not be opened: events are kept in memory only");
      return undefined;
    }
  }
}

/** The keeper of the spool that the settings ask for; undefined where they ask for none or there is no file system. */
export function createSpoolKeeper(
  { settings, runtime, clock, logger }: SenderDependencies,
  hooks: Pick<SpoolKeeperOptions, "hasRoom" | "onClaimed" | "onLoaded">,
): SpoolKeeper | undefined {
  const { openSpool } = runtime;
  if (settings.spoolDirectory === undefined || !settings.isEnabled) return undefined;
  if (openSpool === undefined) {
    logger.warn("no spool", "spoolDirectory needs a file system: events are kept in memory only");
    return undefined;
  }
  return new SpoolKeeper({
    directory: settings.spoolDirectory,
    maxBytes: settings.maxSpoolBytes,
    maxWaitingBytes: settings.maxQueuedBytes,
    clock,
    openSpool,
    warn: (problem) => logger.warn(`spool ${problem}`, problem),
    ...hooks,
  });
}
