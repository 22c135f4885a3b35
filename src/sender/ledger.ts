// The sender's books. At every instant offered = sent + dropped (all reasons) + pending.

import type { DropReason, SenderStats } from "./outgoing-event.ts";

export class Ledger {
  offered = 0;
  sent = 0;
  failed = 0;
  inFlight = 0;
  retried = 0;
  queuedBytes = 0;
  sentBytes = 0;
  /** Pending events that have a record in the spool. */
  spooled = 0;
  lastError: string | undefined;
  readonly #dropped: Partial<Record<DropReason, number>> = {};

  get pending(): number {
    return this.offered - this.sent - this.failed;
  }

  delivered(bytes: number): void {
    this.sent += 1;
    this.sentBytes += bytes;
  }

  dropped(reason: DropReason): void {
    this.failed += 1;
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }

  stats(): SenderStats {
    return {
      offered: this.offered,
      sent: this.sent,
      dropped: { ...this.#dropped },
      pending: this.pending,
      queued: this.pending - this.inFlight,
      inFlight: this.inFlight,
      retried: this.retried,
      queuedBytes: this.queuedBytes,
      spooled: this.spooled,
      sentBytes: this.sentBytes,
      ...(this.lastError !== undefined && { lastError: this.lastError }),
    };
  }
}
