// Prints interactions as they arrive: the newest are asked for again and again, and each is printed once.

import { setTimeout } from "node:timers/promises";
import type { InteractionRow, Nebuly, Selection } from "../index.ts";
import type { Terminal } from "./terminal.ts";

const pauseMs = 2_000;
/** An interaction arrives when it ends, and is listed under when it began. */
const lookBackMs = 15 * 60_000;
/** After so many known rows in a row the look ends early, but for every so many looks. */
const enoughKnown = 200;
const wholeLookEvery = 15;

export interface FollowOptions {
  readonly client: Nebuly;
  readonly selection: Selection;
  /** How many of those that are there already are printed first. */
  readonly limit: number;
  readonly print: (row: InteractionRow) => Promise<void>;
  readonly terminal: Terminal;
  /** Waits between two looks. Default: 2 seconds. */
  readonly pause?: (signal: AbortSignal) => Promise<void>;
}

/** Resolves when the terminal's signal aborts. Rejects when the platform cannot be read. */
export async function followInteractions(options: FollowOptions): Promise<void> {
  const { client, selection, limit, print, terminal, pause = pauseBetweenLooks } = options;
  const { signal } = terminal;
  const printed = new Map<string, number>();
  const printNew = async (rows: readonly InteractionRow[]): Promise<void> => {
    for (const row of rows.toReversed()) {
      if (printed.has(row.id)) continue;
      printed.set(row.id, startOf(row));
      await print(row);
    }
  };
  try {
    const first = await client.interactions.list({ ...selection, limit, signal });
    let newest = Math.max(Date.now() - lookBackMs, ...first.data.map(startOf));
    // What was there before and lies further back than the limit is not new when it is met again.
    await rememberOlder(options, newest, printed, new Set(first.data.map((row) => row.id)));
    await printNew(first.data);
    for (let look = 1; !signal.aborted; look += 1) {
      await pause(signal);
      const isWhole = look % wholeLookEvery === 0;
      const rows = await readSince(options, newest - lookBackMs, isWhole ? undefined : printed);
      newest = Math.max(newest, ...rows.map(startOf));
      await printNew(rows);
      for (const [id, start] of printed) if (start < newest - 2 * lookBackMs) printed.delete(id);
    }
  } catch (error) {
    // Ctrl+C is how following ends.
    if (!signal.aborted) throw error;
  }
}

function pauseBetweenLooks(signal: AbortSignal): Promise<void> {
  return setTimeout(pauseMs, undefined, { signal });
}

async function rememberOlder(
  options: FollowOptions,
  newest: number,
  printed: Map<string, number>,
  shown: ReadonlySet<string>,
): Promise<void> {
  for (const row of await readSince(options, newest - lookBackMs)) {
    if (!shown.has(row.id)) printed.set(row.id, startOf(row));
  }
}

/** Newest first; given what is known, only until nothing but known rows come. */
async function readSince(
  { client, selection, terminal }: FollowOptions,
  sinceMs: number,
  known?: ReadonlyMap<string, number>,
): Promise<readonly InteractionRow[]> {
  const { filters = [], timeRange } = selection;
  const given = timeRange?.start === undefined ? 0 : new Date(timeRange.start).getTime();
  const end = timeRange?.end === undefined ? {} : { end: timeRange.end };
  const rows: InteractionRow[] = [];
  const query = { filters, timeRange: { start: new Date(Math.max(given, sinceMs)), ...end }, signal: terminal.signal };
  let knownInARow = 0;
  for await (const row of client.interactions.iterate(query)) {
    rows.push(row);
    knownInARow = known?.has(row.id) === true ? knownInARow + 1 : 0;
    if (knownInARow >= enoughKnown) break;
  }
  return rows;
}

function startOf(row: InteractionRow): number {
  const start = Date.parse(row.timestamp ?? "");
  return Number.isNaN(start) ? 0 : start;
}
