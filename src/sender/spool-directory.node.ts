// The files of a spool directory: which are ours, which were left by processes that are gone, how much there is in all.
// One writer per file; files are taken over by renaming them, so that of several takers one alone succeeds.

import { mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../runtime/clock.ts";
import { heartbeatMs, isOwnerAlive, removeOwner, touchOwner, writeOwner } from "./spool-owner.node.ts";
import { SpoolSegment } from "./spool-segment.node.ts";

const fileName = /^([\w-]+)\.(?:(\d+)\.segment|owner)$/;

interface Found {
  readonly name: string;
  readonly owner: string;
  readonly number: number;
}

export interface Claim {
  /** What the dead had left undelivered, oldest first. */
  readonly segments: readonly SpoolSegment[];
  /** Bytes of processes that live. */
  readonly foreignBytes: number;
}

export class SpoolDirectory {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #owner: string;
  #lastNumber = 0;
  /** When we last showed that we live; undefined while we have no file. */
  #lastBeatAt: number | undefined;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
    // Names sort by the time of their making.
    this.#owner = `${clock.now().toString(36).padStart(9, "0")}-${crypto.randomUUID().slice(0, 13)}`;
  }

  /** Whether we were silent for so long that another process may have taken our files for left behind. */
  get isOverdue(): boolean {
    return this.#lastBeatAt !== undefined && this.#clock.now() - this.#lastBeatAt > 2 * heartbeatMs;
  }

  get isOwning(): boolean {
    return this.#lastBeatAt !== undefined;
  }

  async createSegment(): Promise<SpoolSegment> {
    await this.#own();
    const number = this.#nextNumber();
    const segment = await SpoolSegment.create(number, this.#pathOf(this.#owner, number));
    await syncDirectory(this.#directory);
    return segment;
  }

  /** At the start, and after a silence: our files may be another's by now, but what comes from here on is ours. */
  async renew(): Promise<void> {
    // Made again where somebody has deleted it meanwhile.
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await writeOwner(this.#directory, this.#owner);
    this.#lastBeatAt = this.#clock.now();
  }

  /** Shows that we live. */
  async beat(): Promise<void> {
    if (!this.isOwning) return;
    await touchOwner(this.#directory, this.#owner);
    this.#lastBeatAt = this.#clock.now();
  }

  /** Gives up everything: what is still there may be claimed at once. */
  async release(): Promise<void> {
    this.#lastBeatAt = undefined;
    await removeOwner(this.#directory, this.#owner);
  }

  /** Takes over the files of processes that are gone. */
  async claim(): Promise<Claim> {
    const { owners, found } = await this.#list();
    const isAlive = new Map<string, boolean>();
    for (const owner of owners) isAlive.set(owner, await isOwnerAlive(this.#directory, owner));
    const segments: SpoolSegment[] = [];
    let foreignBytes = 0;
    for (const file of found) {
      if (isAlive.get(file.owner) === true) foreignBytes += await this.#sizeOf(file.name);
      else segments.push(...(await this.#take(file)));
    }
    for (const [owner, lives] of isAlive) if (!lives) await removeOwner(this.#directory, owner);
    return { segments, foreignBytes };
  }

  async #take(file: Found): Promise<readonly SpoolSegment[]> {
    await this.#own();
    const number = this.#nextNumber();
    const path = this.#pathOf(this.#owner, number);
    try {
      await rename(join(this.#directory, file.name), path);
      const segment = await SpoolSegment.adopt(number, path);
      if (segment.live > 0) return [segment];
      await segment.delete();
      return [];
    } catch {
      // Another process was quicker, or the file cannot be read now: then it is left to whoever comes after us.
      return [];
    }
  }

  /** The files of others, oldest first, and whose they are. */
  async #list(): Promise<{ readonly owners: ReadonlySet<string>; readonly found: readonly Found[] }> {
    const names = await readdir(this.#directory).catch(() => {
      // Not there yet: there is nothing to claim.
      return [];
    });
    const owners = new Set<string>();
    const found: Found[] = [];
    for (const name of names) {
      const [, owner, number] = fileName.exec(name) ?? [];
      if (owner === undefined || owner === this.#owner) continue;
      owners.add(owner);
      if (number !== undefined) found.push({ name, owner, number: Number(number) });
    }
    const inOrder = found.toSorted((a, b) => a.owner.localeCompare(b.owner) || a.number - b.number);
    return { owners, found: inOrder };
  }

  async #own(): Promise<void> {
    if (!this.isOwning) await this.renew();
  }

  async #sizeOf(name: string): Promise<number> {
    try {
      return (await stat(join(this.#directory, name))).size;
    } catch {
      // Delivered and deleted meanwhile.
      return 0;
    }
  }

  #nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  #pathOf(owner: string, number: number): string {
    return join(this.#directory, `${owner}.${number}.segment`);
  }
}

/** Makes a new file's name survive a power cut. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const handle = await open(path, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows cannot sync a directory and does not need to.
  }
}
