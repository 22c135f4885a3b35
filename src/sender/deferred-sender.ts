// A sender that is loaded with its first turn or event, so that importing and constructing a client costs next to nothing.

import type { PacedLogger } from "../runtime/logger.ts";
import type { FlushOptions, FlushResult, OutgoingEvent, Sender, SenderStats } from "./outgoing-event.ts";

const nothing: FlushResult = { sent: 0, failed: 0, pending: 0 };

export class DeferredSender implements Sender {
  readonly #load: () => Promise<Sender>;
  readonly #logger: PacedLogger;
  #loading: Promise<Sender | undefined> | undefined;
  #sender: Sender | undefined;
  /** Offered while the sender loads. */
  #early = 0;
  /** Offered to a sender that could not be loaded. */
  #lost = 0;

  constructor(load: () => Promise<Sender>, logger: PacedLogger) {
    this.#load = load;
    this.#logger = logger;
  }

  /** Loads it now: a turn has begun, or a spool may hold what an earlier process left. */
  prepare(): void {
    void this.#loaded().then((sender) => sender?.prepare?.());
  }

  async offer(event: OutgoingEvent): Promise<void> {
    // Those that came before it go before it, even if the sender is there by now.
    if (this.#sender !== undefined && this.#early === 0) return this.#sender.offer(event);
    this.#early += 1;
    const sender = await this.#loaded();
    this.#early -= 1;
    if (sender === undefined) this.#lost += 1;
    else await sender.offer(event);
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    // What was offered before this call reaches the sender before it: promises call back in order. Where more is on its way
    // the sender must be there to count it.
    const isNeeded = options?.after !== undefined || this.#loading !== undefined;
    const sender = isNeeded ? await this.#loaded() : undefined;
    return sender === undefined ? { ...nothing, failed: this.#lost } : sender.flush(options);
  }

  async shutdown(options?: { readonly timeoutMs?: number }): Promise<FlushResult> {
    const sender = await this.#loaded();
    return sender === undefined ? { ...nothing, failed: this.#lost } : sender.shutdown(options);
  }

  stats(): SenderStats {
    const early = this.#early;
    const stats = this.#sender?.stats() ?? noStats;
    const dropped =
      this.#lost > 0 ? { ...stats.dropped, closed: (stats.dropped.closed ?? 0) + this.#lost } : stats.dropped;
    return {
      ...stats,
      dropped,
      offered: stats.offered + early + this.#lost,
      pending: stats.pending + early,
      queued: stats.queued + early,
    };
  }

  async #loaded(): Promise<Sender | undefined> {
    this.#loading ??= this.#load().then(
      (sender) => {
        this.#sender = sender;
        return sender;
      },
      // A deployment that lacks a file of this package. The user's code goes on; stats() tells what was lost.
      () => void this.#logger.warn("off", "capture is off: a file of this package is missing"),
    );
    const loading = this.#loading;
    try {
      // Whoever comes while others wait for it waits behind them, although it is there.
      return this.#sender !== undefined && this.#early === 0 ? this.#sender : await loading;
    } catch {
      // On Cloudflare Workers: the request that began to load it ended first, and took the promise with it.
      if (this.#sender !== undefined) return this.#sender;
      if (this.#loading === loading) this.#loading = undefined;
      return this.#loaded();
    }
  }
}

const noStats: SenderStats = {
  offered: 0,
  sent: 0,
  dropped: {},
  pending: 0,
  queued: 0,
  inFlight: 0,
  retried: 0,
  queuedBytes: 0,
  spooled: 0,
  sentBytes: 0,
};
