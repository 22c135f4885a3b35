// The spool: records that survive the process. Appends share their writes and syncs; what rests is read back one segment at a
// time; a segment whose records are all done with is deleted.

import { errorCode } from "./error-code.ts";
import type { Rested, Spool, SpoolId, SpoolOptions, SpoolRecord } from "./spool.ts";
import { SpoolDirectory } from "./spool-directory.node.ts";
import { heartbeatMs } from "./spool-owner.node.ts";
import { encodeRecord } from "./spool-record.node.ts";
import type { LiveRecord, SpoolSegment } from "./spool-segment.node.ts";

const mebibyte = 1024 * 1024;
/** A segment goes as a whole, so it should not be large; each is an open file, so it should not be small. */
const maxSegmentBytes = 4 * mebibyte;
/** One write takes about so much at most. */
const maxBatchBytes = mebibyte;
/** A disk that refused is asked again after this time. */
const refusedDiskMs = 30_000;
/** An empty spool leaves no file behind after this time without events. */
const tidyAfterMs = 1_000;
/** While living processes have files in the directory, it is searched this often for those that have died. */
const claimEveryMs = 10_000;

interface PendingAppend {
  readonly bytes: Buffer;
  readonly rests: boolean;
  readonly resolve: (id: SpoolId | undefined) => void;
}

/** Opens a spool directory; it is made when the first record comes. */
export function openSpool(options: SpoolOptions): Spool {
  return new DirectorySpool(options);
}

class DirectorySpool implements Spool {
  readonly #options: SpoolOptions;
  readonly #directory: SpoolDirectory;
  readonly #segments = new Map<number, SpoolSegment>();
  /** Segments with records at rest, oldest first. */
  readonly #resting: SpoolSegment[] = [];
  /** Read back and not taken yet. */
  #read: { readonly segment: SpoolSegment; readonly records: LiveRecord[] } | undefined;
  #active: SpoolSegment | undefined;
  #appends: PendingAppend[] = [];
  #foreignBytes = 0;
  #refusedUntil = 0;
  #hasRemovals = false;
  #isClosed = false;
  /** Every operation on files waits for the one before it. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #timers = new Map<"beat" | "tidy" | "claim", () => void>();

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#directory = new SpoolDirectory(options.directory, options.clock);
    void this.#exclusively(() => this.#claim());
  }

  append(record: SpoolRecord, options: { readonly rests: boolean }): Promise<SpoolId | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      // Whatever comes while the disk is busy shares the next write.
      if (this.#appends.length === 0) void this.#exclusively(() => this.#writeAppends());
      this.#appends.push({ bytes: encodeRecord(record), rests: options.rests, resolve });
    });
  }

  async takeRested(): Promise<Rested | undefined> {
    const taken = this.#takeRead();
    if (taken !== undefined) return taken;
    return this.#exclusively(() => this.#readNext());
  }

  remove(id: SpoolId): void {
    this.#segments.get(id.segment)?.remove(id.offset);
    if (this.#hasRemovals || this.#isClosed) return;
    this.#hasRemovals = true;
    void this.#exclusively(() => this.#writeRemovals());
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await this.#exclusively(() => this.#release());
  }

  /** Runs after everything before it. What goes wrong is the disk's fault, and sending goes on without the disk. */
  #exclusively<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    const result = this.#last.then(work).catch((error: unknown) => {
      this.#refused(errorCode(error));
      return undefined;
    });
    this.#last = result;
    return result;
  }

  #refused(code: string): void {
    this.#refusedUntil = this.#options.clock.elapsedMs() + refusedDiskMs;
    this.#options.warn(`spoolDirectory cannot be used (${code}): events are kept in memory only`);
  }

  async #writeAppends(): Promise<void> {
    while (this.#appends.length > 0) await this.#writeBatch(this.#nextBatch());
    this.#keepTime();
  }

  #nextBatch(): PendingAppend[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#appends.length && bytes < maxBatchBytes) {
      bytes += this.#appends[count]?.bytes.byteLength ?? 0;
      count += 1;
    }
    return this.#appends.splice(0, count);
  }

  async #writeBatch(batch: readonly PendingAppend[]): Promise<void> {
    const bytes = Buffer.concat(batch.map((append) => append.bytes));
    const segment = await this.#segmentFor(bytes);
    if (segment === undefined) {
      for (const append of batch) append.resolve(undefined);
      return;
    }
    let offset = segment.size - bytes.byteLength;
    const restedBefore = segment.resting;
    for (const append of batch) {
      segment.live += 1;
      if (append.rests) {
        segment.restsFrom = Math.min(segment.restsFrom, offset);
        segment.resting += 1;
      }
      append.resolve({ segment: segment.number, offset });
      offset += append.bytes.byteLength;
    }
    if (restedBefore === 0 && segment.resting > 0) this.#resting.push(segment);
  }

  /** Writes the bytes; returns the segment that took them, or undefined when none could. */
  async #segmentFor(bytes: Buffer): Promise<SpoolSegment | undefined> {
    if (this.#options.clock.elapsedMs() < this.#refusedUntil) return undefined;
    if (this.#bytes() + bytes.byteLength > this.#options.maxBytes) {
      this.#options.warn("the spool directory has reached maxSpoolBytes: further events are kept in memory only");
      return undefined;
    }
    try {
      // Silent for too long, we may have lost our files to another process; a new one is certainly ours.
      if (this.#directory.isOverdue) {
        this.#active = undefined;
        await this.#directory.renew();
      }
      if (this.#active !== undefined && this.#active.size >= maxSegmentBytes) this.#active = undefined;
      this.#active ??= await this.#directory.createSegment();
      this.#segments.set(this.#active.number, this.#active);
      await this.#active.append(bytes);
      return this.#active;
    } catch (error) {
      // A full or read-only disk, or a directory that is gone.
      this.#active = undefined;
      this.#refused(errorCode(error));
      return undefined;
    }
  }

  #bytes(): number {
    let bytes = this.#foreignBytes;
    for (const segment of this.#segments.values()) bytes += segment.size;
    return bytes;
  }

  #takeRead(): Rested | undefined {
    const next = this.#read?.records.shift();
    if (next === undefined || this.#read === undefined) return undefined;
    const { offset, record } = next;
    return { type: "record", id: { segment: this.#read.segment.number, offset }, record };
  }

  async #readNext(): Promise<Rested | undefined> {
    const taken = this.#takeRead();
    if (taken !== undefined) return taken;
    const segment = this.#resting.shift();
    if (segment === undefined) return undefined;
    // What comes now goes into another segment, so that this one is read whole.
    if (this.#active === segment) this.#active = undefined;
    const expected = segment.resting;
    segment.resting = 0;
    const records = await segment.readRested().catch((error: unknown) => {
      // The disk lost what it had taken; the sender counts it as lost.
      this.#refused(errorCode(error));
      return [];
    });
    this.#read = { segment, records };
    const lost = expected - records.length;
    if (lost <= 0) return this.#takeRead();
    segment.live -= lost;
    return { type: "lost", count: lost };
  }

  async #writeRemovals(): Promise<void> {
    this.#hasRemovals = false;
    for (const segment of this.#segments.values()) {
      if (segment.live > 0) await segment.writeRemovals();
      else if (segment !== this.#active || segment.size >= maxSegmentBytes) await this.#delete(segment);
    }
    this.#keepTime();
  }

  async #delete(segment: SpoolSegment): Promise<void> {
    this.#segments.delete(segment.number);
    if (this.#active === segment) this.#active = undefined;
    await segment.delete();
  }

  async #claim(): Promise<void> {
    const { segments, foreignBytes } = await this.#directory.claim();
    this.#foreignBytes = foreignBytes;
    // What rests is read in the order of its coming, so what comes later goes into a later segment.
    if (segments.length > 0) this.#active = undefined;
    let count = 0;
    for (const segment of segments) {
      this.#segments.set(segment.number, segment);
      this.#resting.push(segment);
      count += segment.live;
    }
    if (count > 0) this.#options.onClaimed(count);
    this.#keepTime();
  }

  /** Arms the timers that the present state needs, and no others. */
  #keepTime(): void {
    if (this.#isClosed) return;
    if (this.#foreignBytes > 0) this.#inTime("claim", claimEveryMs, () => this.#claim());
    if (this.#directory.isOwning) this.#inTime("beat", heartbeatMs, () => this.#beat());
    const isEmpty = [...this.#segments.values()].every((segment) => segment.live === 0);
    if (isEmpty && this.#directory.isOwning) this.#inTime("tidy", tidyAfterMs, () => this.#tidy());
  }

  #inTime(timer: "beat" | "tidy" | "claim", delayMs: number, work: () => Promise<void>): void {
    if (this.#timers.has(timer)) return;
    const cancel = this.#options.clock.setTimer(() => {
      this.#timers.delete(timer);
      void this.#exclusively(work);
    }, delayMs);
    this.#timers.set(timer, cancel);
  }

  async #beat(): Promise<void> {
    try {
      await this.#directory.beat();
    } catch {
      // Somebody has deleted our files: what comes from here on goes into new ones. Where that fails too, the disk is at fault.
      this.#active = undefined;
      await this.#directory.renew();
    }
    this.#keepTime();
  }

  /** Leaves no file behind once everything has been delivered. */
  async #tidy(): Promise<void> {
    for (const segment of this.#segments.values()) if (segment.live === 0) await this.#delete(segment);
    if (this.#segments.size > 0 || !this.#directory.isOwning) return;
    this.#timers.get("beat")?.();
    this.#timers.delete("beat");
    await this.#directory.release();
  }

  async #release(): Promise<void> {
    for (const segment of this.#segments.values()) {
      if (segment.live === 0) await segment.delete();
      else await segment.writeRemovals().finally(() => segment.close());
    }
    this.#segments.clear();
    if (this.#directory.isOwning) await this.#directory.release();
  }
}
