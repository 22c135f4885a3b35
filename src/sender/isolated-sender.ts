// The sender where everything ends with the request that began it, as on Cloudflare Workers: timers, fetches, and whoever waits
// for them. Every event has a sender of its own, so that no request's events hang on another request.

import { longestTimerMs } from "../runtime/timeout-limits.ts";
import type { SenderDependencies } from "./create-sender.ts";
import { Ledger } from "./ledger.ts";
import { isOrdered } from "./order-keys.ts";
import type { DropReason, FlushOptions, FlushResult, OutgoingEvent, Sender, SenderStats } from "./outgoing-event.ts";
import { defaultFlushMs, QueueSender } from "./queue-sender.ts";

/** Feedback and tags wait so long for what was offered before them. */
const maxOrderWaitMs = 5_000;

interface Life {
  readonly bornAt: number;
  /** Resolves when the event has ended. For who waits for it from another request it rejects if its own is gone. */
  readonly ended: Promise<unknown>;
}

export class IsolatedSender implements Sender {
  readonly #dependencies: SenderDependencies;
  /** Senders whose event has not ended; the oldest first. */
  readonly #live = new Map<QueueSender, Life>();
  #past: SenderStats = new Ledger().stats();
  #isClosed = false;
  #callsSinceSum = 0;

  constructor(dependencies: SenderDependencies) {
    this.#dependencies = dependencies;
  }

  offer(event: OutgoingEvent): Promise<void> {
    const earlier = isOrdered(event) ? [...this.#live] : [];
    const { sent, dropped } = this.#past;
    const wasRefused = (dropped.unauthorized ?? 0) > 0;
    const sender = new QueueSender(this.#dependencies, { hasOthersSent: sent > 0, wasRefused });
    if (this.#isClosed) void sender.shutdown({ timeoutMs: 0 });
    const accepted = sender.offer(earlier.length === 0 ? event : this.#afterOthers(event, earlier));
    const ended = sender.flush({ timeoutMs: longestTimerMs });
    this.#live.set(sender, { bornAt: this.#dependencies.clock.elapsedMs(), ended });
    void ended.then(() => this.#end(sender));
    this.#makeRoom();
    return accepted;
  }

  async flush({ timeoutMs = defaultFlushMs, after }: FlushOptions = {}): Promise<FlushResult> {
    const { clock } = this.#dependencies;
    const endsAt = clock.elapsedMs() + timeoutMs;
    // Whoever flushes gives it a limit of its own.
    await after;
    this.#makeRoom();
    const leftMs = Math.max(0, endsAt - clock.elapsedMs());
    const results = [...this.#live].map(([sender, life]) => this.#waitFor(sender, life, leftMs));
    return (await Promise.all(results)).reduce(addResults, { sent: 0, failed: 0, pending: 0 });
  }

  async shutdown(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    this.#isClosed = true;
    const { sent, failed, pending } = await this.flush(options);
    for (const sender of this.#live.keys()) this.#giveUp(sender, "shutdown_timeout");
    return { sent, failed: failed + pending, pending: 0 };
  }

  stats(): SenderStats {
    return [...this.#live.keys()].reduce((sum, sender) => addStats(sum, sender.stats()), this.#past);
  }

  /** Gives up what has had its time: its request is gone, and nothing will ever tell. What is left is bounded. */
  #makeRoom(): void {
    const { clock, settings } = this.#dependencies;
    const bornAfter = clock.elapsedMs() - settings.retry.maxElapsedMs - settings.timeoutMs - maxOrderWaitMs;
    let bytes = this.#bytesIfDue();
    for (const [sender, { bornAt }] of this.#live) {
      const { queuedBytes } = sender;
      // A body larger than all the room there is may still be under way alone.
      const isOverBytes = bytes > settings.maxQueuedBytes && this.#live.size > 1;
      const isFull = this.#live.size > settings.maxQueuedInteractions || isOverBytes;
      if (bornAt < bornAfter) this.#giveUp(sender, "retries_exhausted");
      else if (isFull) this.#giveUp(sender, "queue_full");
      else break;
      bytes -= queuedBytes;
    }
  }

  /** Added up once for every sixteenth part of what is under way: with every event it would take longer the more there are. */
  #bytesIfDue(): number {
    this.#callsSinceSum += 1;
    if (this.#callsSinceSum < this.#live.size >> 4) return 0;
    this.#callsSinceSum = 0;
    let bytes = 0;
    for (const sender of this.#live.keys()) bytes += sender.queuedBytes;
    return bytes;
  }

  /** Waits for the end of another's event, and no longer than its request is there. */
  async #waitFor(sender: QueueSender, { ended }: Life, timeoutMs: number): Promise<FlushResult> {
    const gone = ended.then(
      () => {},
      () => this.#giveUp(sender, "retries_exhausted"),
    );
    await Promise.race([sender.flush({ timeoutMs }), gone]);
    const { offered, sent, pending } = sender.stats();
    return { sent, failed: offered - sent - pending, pending };
  }

  #afterOthers(event: OutgoingEvent, others: readonly [QueueSender, Life][]): OutgoingEvent {
    return {
      ...event,
      createContent: async () => {
        await Promise.all(others.map(([sender, life]) => this.#waitFor(sender, life, maxOrderWaitMs)));
        return event.createContent();
      },
    };
  }

  #giveUp(sender: QueueSender, reason: DropReason): void {
    sender.giveUp(reason);
    // Not left to the promise of its end: where its request is gone, that calls nobody back.
    this.#end(sender);
  }

  #end(sender: QueueSender): void {
    if (!this.#live.delete(sender)) return;
    this.#past = addStats(this.#past, sender.stats());
    void sender.shutdown({ timeoutMs: 0 });
  }
}

function addResults(left: FlushResult, right: FlushResult): FlushResult {
  return {
    sent: left.sent + right.sent,
    failed: left.failed + right.failed,
    pending: left.pending + right.pending,
  };
}

function addStats(left: SenderStats, right: SenderStats): SenderStats {
  const lastError = right.lastError ?? left.lastError;
  const dropped = { ...left.dropped };
  for (const [reason, count] of entriesOf(right.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count;
  return {
    offered: left.offered + right.offered,
    sent: left.sent + right.sent,
    dropped,
    pending: left.pending + right.pending,
    queued: left.queued + right.queued,
    inFlight: left.inFlight + right.inFlight,
    retried: left.retried + right.retried,
    queuedBytes: left.queuedBytes + right.queuedBytes,
    spooled: left.spooled + right.spooled,
    sentBytes: left.sentBytes + right.sentBytes,
    ...(lastError !== undefined && { lastError }),
  };
}

function entriesOf(dropped: SenderStats["dropped"]): [DropReason, number][] {
  // The keys are those that the ledger wrote.
  return Object.entries(dropped) as [DropReason, number][];
}
