// One event inside the sender, from its offer to its end.

import type { QueueNode } from "./linked-queue.ts";
import type { EventKind, OutgoingEvent } from "./outgoing-event.ts";
import type { SpoolId } from "./spool.ts";

export interface PendingEvent {
  /** Position in the order of offers. */
  readonly sequence: number;
  readonly kind: EventKind;
  readonly path: string;
  /**
   * `unmade`: has no body yet. `storing`: is on its way to the spool. `waiting`: waits for its turn or its order key.
   * `backing-off`: waits for its next attempt. `in-flight`: its request is under way. `ended`: delivered, dropped, or
   * on disk only.
   */
  state: "unmade" | "storing" | "waiting" | "backing-off" | "in-flight" | "ended";
  /** Let go of as soon as the body is made. */
  source: OutgoingEvent | undefined;
  /** The bytes that every attempt sends. */
  body: Uint8Array | undefined;
  orderKey: string;
  attempts: number;
  /** Attempts that do not count against the limit: put off by the platform, shrunk, lost with a stale connection. */
  uncharged: number;
  /** Attempts that the platform answered with a Retry-After. */
  heldAttempts: number;
  hadStaleConnection: boolean;
  /** By the clock that never jumps; moved on by the pauses that the platform asked for. */
  deadlineMs: number;
  /** Events that the platform had taken when this one was first sent. */
  sentBefore: number;
  wasShrunk: boolean;
  /** Its record, where there is one. */
  spoolId: SpoolId | undefined;
  /** Tells the offerer that it is accepted, where he waits for it. */
  accept: (() => void) | undefined;
  /** Handles in the queues that hold it. */
  allNode: QueueNode<PendingEvent> | undefined;
  queueNode: QueueNode<PendingEvent> | undefined;
  orderNode: QueueNode<PendingEvent> | undefined;
  /** In the queue of those whose only copy is in memory. */
  exposedNode: QueueNode<PendingEvent> | undefined;
}

export function createPendingEvent(
  sequence: number,
  from: { readonly kind: EventKind; readonly path: string; readonly source?: OutgoingEvent },
): PendingEvent {
  return {
    sequence,
    kind: from.kind,
    path: from.path,
    state: "unmade",
    source: from.source,
    body: undefined,
    orderKey: "",
    attempts: 0,
    uncharged: 0,
    heldAttempts: 0,
    hadStaleConnection: false,
    deadlineMs: Infinity,
    sentBefore: 0,
    wasShrunk: false,
    spoolId: undefined,
    accept: undefined,
    allNode: undefined,
    queueNode: undefined,
    orderNode: undefined,
    exposedNode: undefined,
  };
}
