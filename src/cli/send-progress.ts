// How much of a file was sent: kept beside it while a run is unfinished, and trusted only for the same beginning of the
// same file at the same platform.

import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "./command.ts";

const noteSchema = z.object({ endpoint: z.string(), lines: z.int(), bytes: z.int(), sha256: z.string() });

export interface SendProgressOptions {
  /** The file that is sent. */
  readonly path: string;
  readonly endpoint: string;
  readonly isRestart: boolean;
}

export class SendProgress {
  readonly #path: string;
  readonly #endpoint: string;
  /** Of the bytes that were sent. */
  readonly #hash: Hash;
  #lines: number;
  #bytes: number;

  private constructor(path: string, endpoint: string, done: { lines: number; bytes: number; hash: Hash }) {
    this.#path = path;
    this.#endpoint = endpoint;
    this.#lines = done.lines;
    this.#bytes = done.bytes;
    this.#hash = done.hash;
  }

  /** Throws `UsageError` when an earlier run sent something else. */
  static async open({ path, endpoint, isRestart }: SendProgressOptions): Promise<SendProgress> {
    const nothing = { lines: 0, bytes: 0, hash: createHash("sha256") };
    const text = isRestart ? undefined : await readFile(notePath(path), "utf8").catch(() => undefined); // None was left.
    if (text === undefined) return new SendProgress(path, endpoint, nothing);
    const note = noteSchema.safeParse(parseJson(text)).data;
    if (note === undefined || note.endpoint !== endpoint) {
      throw new UsageError(`${notePath(path)} is of another run; --restart sends the whole file again`);
    }
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path, { end: Math.max(0, note.bytes - 1) })) hash.update(chunk);
    if (hash.copy().digest("hex") !== note.sha256) {
      throw new UsageError(`${path} has changed before line ${note.lines + 1}; --restart sends the whole file again`);
    }
    return new SendProgress(path, endpoint, { lines: note.lines, bytes: note.bytes, hash });
  }

  /** Lines that were dealt with, those of earlier runs included. */
  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes down that the next lines are dealt with. */
  async advance(lines: readonly { readonly bytes: Uint8Array }[]): Promise<void> {
    for (const { bytes } of lines) {
      this.#hash.update(bytes);
      this.#bytes += bytes.length;
    }
    this.#lines += lines.length;
    const note: z.infer<typeof noteSchema> = {
      endpoint: this.#endpoint,
      lines: this.#lines,
      bytes: this.#bytes,
      sha256: this.#hash.copy().digest("hex"),
    };
    // The address may be nobody else's business.
    await writeFile(notePath(this.#path), JSON.stringify(note), { mode: 0o600 });
  }

  /** The whole file is dealt with: nothing is left to remember. */
  async finish(): Promise<void> {
    await rm(notePath(this.#path), { force: true });
  }
}

function notePath(path: string): string {
  return `${path}.sent.json`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A note that was cut short says as little as none.
    return undefined;
  }
}
