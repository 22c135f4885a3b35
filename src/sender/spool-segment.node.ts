// One file of a spool: what was appended, what of it is still undelivered, and from where on its records rest.

import { type FileHandle, open, rm } from "node:fs/promises";
import { encodeRemoval, type ScannedRecord, scanRecords } from "./spool-record.node.ts";

export interface LiveRecord {
  readonly offset: number;
  readonly record: Extract<ScannedRecord, { readonly type: "event" }>["record"];
}

export class SpoolSegment {
  readonly number: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  /** Bytes that are whole records. */
  size = 0;
  /** Records that are neither delivered nor dropped. */
  live = 0;
  /** Records from this offset on are not in memory. */
  restsFrom: number = Infinity;
  /** How many of them there are. */
  resting = 0;
  #removals: number[] = [];

  private constructor(number: number, path: string, handle: FileHandle) {
    this.number = number;
    this.#path = path;
    this.#handle = handle;
  }

  /** Makes a new file, readable by its owner alone. */
  static async create(number: number, path: string): Promise<SpoolSegment> {
    return new SpoolSegment(number, path, await open(path, "ax+", 0o600));
  }

  /** Takes over a file that another process left: all that is undelivered in it rests. */
  static async adopt(number: number, path: string): Promise<SpoolSegment> {
    const segment = new SpoolSegment(number, path, await open(path, "a+"));
    try {
      const bytes = await segment.#read();
      const { validBytes } = scanRecords(bytes);
      // Appending after a torn record would be harmless, but the rest of it is of no use to anyone.
      if (validBytes < bytes.byteLength) await segment.#handle.truncate(validBytes);
      segment.size = validBytes;
      segment.live = liveRecords(bytes).length;
      segment.restsFrom = 0;
      segment.resting = segment.live;
      return segment;
    } catch (error) {
      await segment.close();
      throw error;
    }
  }

  /** Appends whole records and waits until they would survive a power cut. On failure the file is as it was. */
  async append(bytes: Buffer): Promise<void> {
    try {
      await this.#handle.appendFile(bytes);
      await this.#handle.datasync();
      this.size += bytes.byteLength;
    } catch (error) {
      // The disk is full or gone; a part of the records may have been written. If cutting fails too, reading passes it over.
      await this.#handle.truncate(this.size).catch(() => {});
      throw error;
    }
  }

  /** Notes that a record is done with; written with the next `writeRemovals`. */
  remove(offset: number): void {
    this.live -= 1;
    this.#removals.push(offset);
  }

  /** No sync: after a power cut a delivered record is at worst delivered again. */
  async writeRemovals(): Promise<void> {
    if (this.#removals.length === 0) return;
    const bytes = Buffer.concat(this.#removals.splice(0).map(encodeRemoval));
    await this.#handle.appendFile(bytes);
    this.size += bytes.byteLength;
  }

  /** The records that rest, oldest first. */
  async readRested(): Promise<LiveRecord[]> {
    const records = liveRecords(await this.#read());
    return records.filter((record) => record.offset >= this.restsFrom);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async delete(): Promise<void> {
    await this.close();
    // One that somebody has deleted is gone as it should be.
    await rm(this.#path, { force: true });
  }

  async #read(): Promise<Buffer> {
    const { size } = await this.#handle.stat();
    const bytes = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await this.#handle.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}

function liveRecords(bytes: Buffer): LiveRecord[] {
  const { records } = scanRecords(bytes);
  const removed = new Set<number>();
  for (const record of records) if (record.type === "removal") removed.add(record.offset);
  return records.filter((record) => record.type === "event").filter((record) => !removed.has(record.offset));
}
