// The file of an export that can be interrupted: `<file>.part` while it grows, a note beside it that says what it answers.
// Rows come sorted by time, so the last one says where to go on, whatever has come and gone in between.

import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { InteractionRow, Selection } from "../index.ts";
import { UsageError } from "./command.ts";
import { type ExportPosition, findExportPosition, nothingExported } from "./export-position.ts";

export interface ExportFileOptions {
  /** What was asked, as it was typed. */
  readonly question: string;
  /** What that means now. */
  readonly selection: Selection;
  readonly isRestart: boolean;
}

/** Both ends as they were when the export began: `24h` ago is another moment when it goes on. */
const noteSchema = z.object({ question: z.string(), start: z.iso.datetime().exactOptional(), end: z.iso.datetime() });

type Note = z.infer<typeof noteSchema>;

const bufferBytes = 1 << 16;
/** The file says what people said. */
const ownerOnly = 0o600;

export class ExportFile implements AsyncDisposable {
  readonly #path: string;
  readonly #selection: Selection;
  readonly #position: ExportPosition;
  readonly #handle: FileHandle;
  #buffer = "";
  #written: number;

  private constructor(path: string, selection: Selection, position: ExportPosition, handle: FileHandle) {
    this.#path = path;
    this.#selection = selection;
    this.#position = position;
    this.#handle = handle;
    this.#written = position.rows;
  }

  /** Begins a file, or goes on with it. Throws `UsageError` when it belongs to something else. */
  static async open(path: string, options: ExportFileOptions): Promise<ExportFile> {
    if (options.isRestart) await removeParts(path);
    const known = await readNote(path);
    if (known !== undefined && known.question !== options.question) {
      throw new UsageError(`${path}.part was begun with other options; give the same ones, or --restart`);
    }
    if (known === undefined && !options.isRestart && (await exists(path))) {
      throw new UsageError(`${path} exists already; --restart replaces it`);
    }
    const note = known ?? toNote(options);
    if (known === undefined) await writeFile(notePath(path), JSON.stringify(note), { mode: ownerOnly });
    const handle = await open(partPath(path), known === undefined ? "w" : "a+", ownerOnly);
    const position = known === undefined ? nothingExported : await findExportPosition(partPath(path));
    // Half a line is what an interruption left behind.
    await handle.truncate(position.bytes);
    return new ExportFile(path, withRange(options.selection, note), position, handle);
  }

  /** Rows in the file, those of earlier runs included. */
  get written(): number {
    return this.#written;
  }

  /** What is still to be asked for. */
  remaining(): Selection {
    const { order, lastTimestamp } = this.#position;
    const range = this.#selection.timeRange;
    if (order === "newest-first") return { ...this.#selection, timeRange: { ...range, end: lastTimestamp } };
    if (order === "oldest-first") return { ...this.#selection, timeRange: { ...range, start: lastTimestamp } };
    return this.#selection;
  }

  /** Adds a row, unless the file ended with it. */
  async write(row: InteractionRow): Promise<void> {
    if (this.#position.lastIds.has(row.id)) return;
    this.#buffer += `${JSON.stringify(row)}\n`;
    this.#written += 1;
    if (this.#buffer.length >= bufferBytes) await this.#flush();
  }

  /** Gives the file its name: only a whole export has it. */
  async complete(): Promise<void> {
    await this.#flush();
    await this.#handle.datasync();
    await rename(partPath(this.#path), this.#path);
    await rm(notePath(this.#path), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flush();
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const text = this.#buffer;
    this.#buffer = "";
    if (text !== "") await this.#handle.appendFile(text);
  }
}

function partPath(path: string): string {
  return `${path}.part`;
}

function notePath(path: string): string {
  return `${path}.part.json`;
}

async function removeParts(path: string): Promise<void> {
  await rm(partPath(path), { force: true });
  await rm(notePath(path), { force: true });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined; // Not there, or not readable: writing will say which.
}

async function readNote(path: string): Promise<Note | undefined> {
  if (!(await exists(partPath(path)))) return undefined;
  const text = await readFile(notePath(path), "utf8").catch(() => undefined); // Begun by something else.
  const note = text === undefined ? undefined : noteSchema.safeParse(parseJson(text)).data;
  if (note === undefined) throw new UsageError(`${path}.part is no export that could go on; --restart replaces it`);
  return note;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A note that was cut short says as little as none.
    return undefined;
  }
}

function toNote({ question, selection: { timeRange } }: ExportFileOptions): Note {
  const end = new Date(timeRange?.end ?? Date.now()).toISOString();
  return timeRange?.start === undefined
    ? { question, end }
    : { question, start: new Date(timeRange.start).toISOString(), end };
}

function withRange(selection: Selection, { start, end }: Note): Selection {
  return { ...selection, timeRange: { end, ...(start !== undefined && { start }) } };
}
