// How far an interrupted export came: read off its own lines.

import { createReadStream } from "node:fs";
import { z } from "zod";
import { UsageError } from "./command.ts";
import { readLines } from "./read-lines.ts";

export interface ExportPosition {
  readonly rows: number;
  /** Bytes of the whole lines. */
  readonly bytes: number;
  /** Unknown while all rows began at the same moment. */
  readonly order: "newest-first" | "oldest-first" | "unknown";
  readonly lastTimestamp: string;
  /** The rows that began when the last one did: they will come again. */
  readonly lastIds: ReadonlySet<string>;
}

export const nothingExported: ExportPosition = {
  rows: 0,
  bytes: 0,
  order: "unknown",
  lastTimestamp: "",
  lastIds: new Set(),
};

const rowSchema = z.looseObject({ id: z.string(), timestamp: z.iso.datetime({ offset: true }) });

/** Reads the file's whole lines. Throws `UsageError` when no later export could go on from them. */
export async function findExportPosition(path: string): Promise<ExportPosition> {
  let position = nothingExported;
  for await (const line of readLines(createReadStream(path))) {
    if (!line.isWhole) break;
    position = addRow(position, readRow(line.text, path, line.number), line.endByte);
  }
  return position;
}

function addRow(
  before: ExportPosition,
  { id, timestamp }: { readonly id: string; readonly timestamp: string },
  bytes: number,
): ExportPosition {
  const difference = before.rows === 0 ? 0 : Date.parse(timestamp) - Date.parse(before.lastTimestamp);
  const order = difference === 0 ? before.order : difference < 0 ? "newest-first" : "oldest-first";
  if (before.order !== "unknown" && order !== before.order) {
    throw new UsageError("the rows exported so far are not sorted by time: --restart begins anew");
  }
  const lastIds = difference === 0 ? new Set([...before.lastIds, id]) : new Set([id]);
  return { rows: before.rows + 1, bytes, order, lastTimestamp: timestamp, lastIds };
}

function readRow(text: string, path: string, number: number): z.infer<typeof rowSchema> {
  try {
    return rowSchema.parse(JSON.parse(text));
  } catch (cause) {
    // Something else has written to the file.
    throw new UsageError(`${path}:${number} is no exported row: --restart begins anew`, { cause });
  }
}
