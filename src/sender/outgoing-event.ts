// What the sender is given and what it tells: events, drops, counts. It knows bodies and paths, nothing of frameworks.

export type EventKind = "interaction" | "conversation" | "feedback" | "tags";

/**
 * Why an event was not delivered.
 *
 * - `empty`: the user said nothing, so there is no interaction to tell of.
 * - `unserializable`: the body could not be made.
 * - `queue_full`: the queue was full; the oldest waiting event gave way.
 * - `too_large`: over the size limit even after shrinking.
 * - `rejected`: the platform refused it for good (400, 404, 422 and the like; 403 once it has taken others).
 * - `unauthorized`: the platform refused the key (401, or 403 before it has taken anything).
 * - `retries_exhausted`: retries ran out of attempts or time.
 * - `spool_lost`: the spool's disk did not give it back.
 * - `shutdown_timeout`: still waiting, and not in the spool, when shutdown's time was up.
 * - `closed`: offered after shutdown.
 */
export type DropReason =
  | "empty"
  | "unserializable"
  | "queue_full"
  | "too_large"
  | "rejected"
  | "unauthorized"
  | "retries_exhausted"
  | "spool_lost"
  | "shutdown_timeout"
  | "closed";

/** One event that was not delivered, as `onDrop` is told of it. */
export interface Drop {
  readonly reason: DropReason;
  readonly kind: EventKind;
  /** Size of the body; 0 when none was made. */
  readonly bytes: number;
  /** HTTP status of the last answer, if there was one. */
  readonly status?: number;
  /** The platform's own words, shortened. */
  readonly detail?: string;
}

/** What an event turned out to hold once its body was made. */
export type EventContent =
  | {
      readonly type: "body";
      readonly body: string;
      /** Feedback and tags never overtake an earlier event with the same key. */
      readonly orderKey: string;
    }
  | { readonly type: "drop"; readonly reason: DropReason };

/** One event on its way to the platform. */
export interface OutgoingEvent {
  readonly kind: EventKind;
  /** Path below the base URL. */
  readonly path: string;
  /** Makes the body. Called once, off the user's path; whatever it throws makes the event `unserializable`. */
  createContent(): EventContent | Promise<EventContent>;
}

export interface FlushOptions {
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** Events offered before this promise settles are waited for as well. */
  readonly after?: Promise<unknown>;
  /** The process has nothing else to do: what is under way when the time is up is called off, or it would wait for that. */
  readonly isLast?: boolean;
}

/** What came of the events that a flush waited for. */
export interface FlushResult {
  readonly sent: number;
  readonly failed: number;
  readonly pending: number;
}

/** Counts since the client was made. At every instant offered = sent + dropped (all reasons) + pending. */
export interface SenderStats {
  /** Events handed to the sender, and those that an earlier process had left in the spool. */
  readonly offered: number;
  /** Events that the platform accepted. */
  readonly sent: number;
  /** Events not delivered, by reason; reasons that never occurred are left out. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Events waiting or in flight. */
  readonly pending: number;
  /** Of the pending: waiting, in memory or in the spool; their requests are not under way. */
  readonly queued: number;
  /** Of the pending: requests under way. */
  readonly inFlight: number;
  /** Attempts beyond the first. */
  readonly retried: number;
  /** Bytes of the bodies in memory, waiting or in flight. */
  readonly queuedBytes: number;
  /** Of the pending: those that have a record in the spool. */
  readonly spooled: number;
  /** Body bytes that the platform accepted. */
  readonly sentBytes: number;
  /** The last failure, without any secret: `503`, `ECONNREFUSED`, `timeout`. */
  readonly lastError?: string;
}

/** The one sender of a client. */
export interface Sender {
  /**
   * Takes an event. Resolves when it is accepted: with a spool when it is on disk, otherwise at once. Never rejects.
   */
  offer(event: OutgoingEvent): Promise<void>;
  /** Makes ready what the first event, or one that comes after a pause, would have to wait for. */
  prepare?(): void;
  /** Waits for what had been offered when it was called. Never rejects. */
  flush(options?: FlushOptions): Promise<FlushResult>;
  /** Flushes, then closes for good. Idempotent, never rejects. */
  shutdown(options?: { readonly timeoutMs?: number }): Promise<FlushResult>;
  stats(): SenderStats;
}
