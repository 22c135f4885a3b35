// One event inside the sender, from its offer to its end.

import type { QueueNode } from "./linked-queue.ts";
import type { EventKind, OutgoingEvent } from "./outgoing-event.ts";

export interface PendingEvent {
  /** Position in the order of offers. */
  readonly sequence: number;
  readonly kind: EventKind;
  readonly path: string;
  /**
   * `unmade`: has no body yet. `waiting`: has one and waits for its turn or its order key. `backing-off`: waits for its next
   * attempt. `in-flight`: its request is under way. `ended`: delivered or dropped.
   */
  state: "unmade" | "waiting" | "backing-off" | "in-flight" | "ended";
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
  deadlineMs: number | undefined;
  wasShrunk: boolean;
  /** Handles in the queues that hold it. */
  pendingNode: QueueNode<PendingEvent> | undefined;
  queueNode: QueueNode<PendingEvent> | undefined;
  orderNode: QueueNode<PendingEvent> | undefined;
}

export function createPendingEvent(sequence: number, source: OutgoingEvent): PendingEvent {
  return {
    sequence,
    kind: source.kind,
    path: source.path,
    state: "unmade",
    source,
    body: undefined,
    orderKey: "",
    attempts: 0,
    uncharged: 0,
    heldAttempts: 0,
    hadStaleConnection: false,
    deadlineMs: undefined,
    wasShrunk: false,
    pendingNode: undefined,
    queueNode: undefined,
    orderNode: undefined,
  };
}
