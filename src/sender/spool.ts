// The seam between the sender and the disk. The implementation is spool.node.ts.

import type { EventKind } from "./outgoing-event.ts";

/** An event as it lies on disk. */
export interface SpoolRecord {
  readonly kind: EventKind;
  readonly path: string;
  readonly orderKey: string;
  readonly body: Uint8Array;
}

/** Names a record in the spool until it is removed. */
export type SpoolId = string;

export interface SpoolOptions {
  readonly directory: string;
  readonly maxBytes: number;
}

export interface Spool {
  /** Resolves when the record is on disk; undefined when the disk would not take it. */
  append(record: SpoolRecord): Promise<SpoolId | undefined>;
  /** Marks a record as delivered or dropped. */
  remove(id: SpoolId): void;
  /** Records that earlier processes left, oldest first, claimed by this one. */
  recover(): AsyncIterable<{ readonly id: SpoolId; readonly record: SpoolRecord }>;
  close(): Promise<void>;
}
