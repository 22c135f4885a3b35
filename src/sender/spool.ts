// The seam between the sender and the disk. The implementation is spool.node.ts.

import type { Clock } from "../runtime/clock.ts";
import type { EventKind } from "./outgoing-event.ts";

/** An event as it lies on disk. */
export interface SpoolRecord {
  readonly kind: EventKind;
  readonly path: string;
  readonly orderKey: string;
  readonly body: Uint8Array;
}

/** Names a record in the spool until it is removed. */
export interface SpoolId {
  readonly segment: number;
  readonly offset: number;
}

export interface SpoolOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Something that a person should look at; never holds contents. */
  readonly warn: (problem: string) => void;
  /** So many records of processes that are gone now rest in this spool. */
  readonly onClaimed: (count: number) => void;
}

/** What `takeRested` found: a record, or a number of records that could not be read back. */
export type Rested =
  | { readonly type: "record"; readonly id: SpoolId; readonly record: SpoolRecord }
  | { readonly type: "lost"; readonly count: number };

/** Records on disk. Those that rest are read back later, in the order in which they came; the others are kept in memory too. */
export interface Spool {
  /** Resolves when the record is on disk; undefined when the disk would not take it. Never rejects. */
  append(record: SpoolRecord, options: { readonly rests: boolean }): Promise<SpoolId | undefined>;
  /** The next record that rests; undefined when none does. Never rejects. */
  takeRested(): Promise<Rested | undefined>;
  /** Marks a record as delivered or dropped. */
  remove(id: SpoolId): void;
  /** Leaves what is undelivered to the next process. Idempotent, never rejects. */
  close(): Promise<void>;
}
