// The sender: a bounded queue, a few requests at a time, retries. What an answer means is in verdict.ts, how fast to go in
// throttle.ts, who waits for whom in order-keys.ts.

import type { Clock } from "../runtime/clock.ts";
import { BackoffShelf } from "./backoff-shelf.ts";
import { BodyLane } from "./body-lane.ts";
import type { SenderDependencies } from "./create-sender.ts";
import { DropTeller } from "./drop-teller.ts";
import { FlushWaiters } from "./flush-waiters.ts";
import { Ledger } from "./ledger.ts";
import { LinkedQueue } from "./linked-queue.ts";
import { OrderKeys } from "./order-keys.ts";
import type { DropReason, EventContent, FlushResult, OutgoingEvent, Sender, SenderStats } from "./outgoing-event.ts";
import { createPendingEvent, type PendingEvent } from "./pending-event.ts";
import { drawRetryDelay } from "./retry-delay.ts";
import { shrinkBytes } from "./shrink-bytes.ts";
import { Throttle } from "./throttle.ts";
import type { Transport, TransportOutcome } from "./transport.ts";
import { judge, type Verdict } from "./verdict.ts";

/** A platform that names a longer pause is asked again after this one. */
const maxRetryAfterMs = 300_000;
/** So many attempts that the platform put off itself are not charged to the event. */
const maxHeldAttempts = 10;
const defaultFlushMs = 10_000;

export class QueueSender implements Sender {
  readonly #dependencies: SenderDependencies;
  readonly #clock: Clock;
  readonly #encoder = new TextEncoder();
  readonly #ledger = new Ledger();
  readonly #teller: DropTeller;
  readonly #lane: BodyLane;
  readonly #order = new OrderKeys();
  readonly #shelf: BackoffShelf;
  readonly #throttle: Throttle;
  readonly #waiters: FlushWaiters;
  /** Every event without an end, in the order of the offers. */
  readonly #pending = new LinkedQueue<PendingEvent>();
  /** May be sent now; what was sent before goes first. */
  readonly #again = new LinkedQueue<PendingEvent>();
  readonly #fresh = new LinkedQueue<PendingEvent>();
  #transport: Transport | undefined;
  #lastSequence = 0;
  /** `unauthorized` and `closed` send nothing any more. */
  #state: "open" | "unauthorized" | "closed" = "open";
  #shutdown: Promise<FlushResult> | undefined;

  constructor(dependencies: SenderDependencies) {
    const { settings, clock, logger, random } = dependencies;
    this.#dependencies = dependencies;
    this.#clock = clock;
    this.#teller = new DropTeller({ logger, onDrop: settings.onDrop });
    this.#lane = new BodyLane({ clock, onMade: (event, content) => this.#made(event, content) });
    this.#shelf = new BackoffShelf({ clock, onDue: (event) => this.#enqueue(event) });
    this.#throttle = new Throttle({
      clock,
      random,
      concurrency: settings.concurrency,
      baseDelayMs: settings.retry.baseDelayMs,
      maxDelayMs: settings.retry.maxDelayMs,
      onResume: () => this.#pump(),
    });
    this.#waiters = new FlushWaiters(clock);
  }

  offer(source: OutgoingEvent): Promise<void> {
    this.#ledger.offered += 1;
    this.#lastSequence += 1;
    const event = createPendingEvent(this.#lastSequence, source);
    event.pendingNode = this.#pending.push(event);
    if (this.#shutdown !== undefined) this.#drop(event, "closed");
    else if (this.#state === "unauthorized") this.#drop(event, "unauthorized");
    else this.#admit(event);
    return Promise.resolve();
  }

  flush(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    return this.#waiters.wait({
      watermark: this.#lastSequence,
      pending: this.#ledger.pending,
      timeoutMs: options.timeoutMs ?? defaultFlushMs,
    });
  }

  shutdown(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    this.#shutdown ??= this.#close(options);
    return this.#shutdown;
  }

  stats(): SenderStats {
    return this.#ledger.stats(0);
  }

  #admit(event: PendingEvent): void {
    const { settings, runtime } = this.#dependencies;
    while (this.#pending.size - this.#ledger.inFlight > settings.maxQueuedInteractions) this.#dropOldest();
    if (event.state === "unmade") runtime.detach(() => this.#lane.add(event));
  }

  #made(event: PendingEvent, content: EventContent): void {
    if (content.type === "drop") {
      this.#drop(event, content.reason);
      return;
    }
    event.body = this.#encoder.encode(content.body);
    event.orderKey = content.orderKey;
    event.state = "waiting";
    this.#ledger.queuedBytes += event.body.byteLength;
    this.#order.add(event);
    while (this.#ledger.queuedBytes > this.#dependencies.settings.maxQueuedBytes) {
      // A body larger than all the room there is may still wait alone.
      if (this.#oldestWaiting() === event) break;
      this.#dropOldest();
    }
    if (this.#order.mayGo(event)) this.#enqueue(event);
  }

  #enqueue(event: PendingEvent): void {
    event.state = "waiting";
    event.queueNode = (event.attempts > 0 ? this.#again : this.#fresh).push(event);
    this.#pump();
  }

  #pump(): void {
    while (this.#state === "open" && this.#ledger.inFlight < this.#throttle.limit) {
      const event = this.#again.shift() ?? this.#fresh.shift();
      if (event?.body === undefined) return;
      this.#send(event, event.body);
    }
  }

  #send(event: PendingEvent, body: Uint8Array): void {
    event.state = "in-flight";
    event.attempts += 1;
    event.deadlineMs ??= this.#clock.elapsedMs() + this.#dependencies.settings.retry.maxElapsedMs;
    this.#ledger.inFlight += 1;
    if (event.attempts > 1) this.#ledger.retried += 1;
    this.#transport ??= this.#createTransport();
    void this.#transport.post({ path: event.path, body }).then((outcome) => this.#answered(event, outcome));
  }

  #answered(event: PendingEvent, outcome: TransportOutcome): void {
    // Shutdown's time was up before the answer came.
    if (event.state !== "in-flight") return;
    this.#ledger.inFlight -= 1;
    event.state = "waiting";
    const verdict = judge(outcome, this.#clock.now());
    if (verdict.type !== "delivered") this.#ledger.lastError = describeFailure(verdict);
    if (verdict.type === "retry" && this.#state === "unauthorized") this.#drop(event, "unauthorized");
    else if (verdict.type === "retry") this.#failed(event, verdict);
    else {
      this.#throttle.succeeded();
      this.#concluded(event, verdict);
    }
    this.#pump();
  }

  #concluded(event: PendingEvent, verdict: Exclude<Verdict, { readonly type: "retry" }>): void {
    switch (verdict.type) {
      case "delivered":
        this.#ledger.delivered(event.body?.byteLength ?? 0);
        this.#ended(event, "sent");
        return;
      case "refused":
        this.#drop(event, "rejected", { status: verdict.status, detail: this.#withoutKey(verdict.detail) });
        return;
      case "too-large":
        this.#shrink(event, verdict.status);
        return;
      case "unauthorized":
        this.#stop(verdict.status);
        return;
      default:
        verdict satisfies never;
    }
  }

  #failed(event: PendingEvent, verdict: Extract<Verdict, { readonly type: "retry" }>): void {
    const { retry } = this.#dependencies.settings;
    if (verdict.isConnectionLost && !event.hadStaleConnection) {
      // The platform may have closed an idle connection while we wrote to it; another connection will do.
      event.hadStaleConnection = true;
      event.uncharged += 1;
      this.#enqueue(event);
      return;
    }
    this.#throttle.failed();
    const held = verdict.retryAfterMs === undefined ? undefined : Math.min(verdict.retryAfterMs, maxRetryAfterMs);
    if (held !== undefined) this.#throttle.pauseFor(held);
    const charged = event.attempts - event.uncharged;
    const random = this.#dependencies.random;
    const delayMs = Math.max(held ?? 0, drawRetryDelay(charged, { ...retry, random }));
    const waitMs = Math.max(delayMs, this.#throttle.pauseLeftMs);
    if (held !== undefined && event.heldAttempts < maxHeldAttempts) {
      event.heldAttempts += 1;
      event.uncharged += 1;
      event.deadlineMs = (event.deadlineMs ?? 0) + waitMs;
    } else if (charged >= retry.maxAttempts || this.#clock.elapsedMs() + waitMs > (event.deadlineMs ?? 0)) {
      this.#drop(event, "retries_exhausted", verdict.status === undefined ? {} : { status: verdict.status });
      return;
    }
    event.state = "backing-off";
    this.#shelf.add(event, delayMs);
  }

  #shrink(event: PendingEvent, status: number): void {
    const shrunk = event.wasShrunk || event.body === undefined ? undefined : shrinkBytes(event.body);
    if (shrunk === undefined) {
      this.#drop(event, "too_large", { status });
      return;
    }
    this.#ledger.queuedBytes += shrunk.byteLength - (event.body?.byteLength ?? 0);
    event.wasShrunk = true;
    event.uncharged += 1;
    event.body = shrunk;
    this.#enqueue(event);
  }

  /** The platform refused the key: nothing that waits will ever be taken. */
  #stop(status: number): void {
    if (this.#state === "open") {
      this.#state = "unauthorized";
      this.#dependencies.logger.warn(
        "unauthorized",
        `the platform refused the key (${status}): nothing more is sent; check apiKey and baseUrl`,
      );
    }
    for (const event of [...this.#pending]) {
      if (event.state !== "in-flight") this.#drop(event, "unauthorized", { status });
    }
  }

  async #close(options: { readonly timeoutMs?: number }): Promise<FlushResult> {
    const flushed = await this.flush(options);
    this.#state = "closed";
    this.#shelf.close();
    this.#throttle.close();
    const failedBefore = this.#ledger.failed;
    for (const event of [...this.#pending]) this.#drop(event, "shutdown_timeout");
    await this.#transport?.close();
    return { sent: flushed.sent, failed: flushed.failed + this.#ledger.failed - failedBefore, pending: 0 };
  }

  #oldestWaiting(): PendingEvent | undefined {
    // At most as many are skipped as requests are under way.
    for (const event of this.#pending) if (event.state !== "in-flight") return event;
    return undefined;
  }

  #dropOldest(): void {
    const oldest = this.#oldestWaiting();
    if (oldest !== undefined) this.#drop(oldest, "queue_full");
  }

  #drop(
    event: PendingEvent,
    reason: DropReason,
    answer: { readonly status?: number; readonly detail?: string } = {},
  ): void {
    const { kind } = event;
    const bytes = event.body?.byteLength ?? 0;
    if (event.state === "in-flight") this.#ledger.inFlight -= 1;
    this.#ledger.dropped(reason);
    this.#ended(event, "failed");
    this.#teller.tell({ reason, kind, bytes, ...answer });
  }

  /** Takes an event out of everything that holds it. */
  #ended(event: PendingEvent, result: "sent" | "failed"): void {
    if (event.state === "backing-off") this.#shelf.remove(event);
    this.#ledger.queuedBytes -= event.body?.byteLength ?? 0;
    event.state = "ended";
    event.source = undefined;
    event.body = undefined;
    event.queueNode?.queue?.remove(event.queueNode);
    event.pendingNode?.queue?.remove(event.pendingNode);
    const next = this.#order.remove(event);
    this.#waiters.ended(event.sequence, result);
    if (next !== undefined) this.#enqueue(next);
  }

  #createTransport(): Transport {
    const { settings, runtime } = this.#dependencies;
    return runtime.createTransport({
      baseUrl: settings.baseUrl,
      headers: { authorization: `Bearer ${settings.apiKey}`, "content-type": "application/json" },
      timeoutMs: settings.timeoutMs,
      concurrency: settings.concurrency,
      ...(settings.fetch !== undefined && { fetch: settings.fetch }),
    });
  }

  /** A platform that echoes the request's headers must not bring the key into a hook. */
  #withoutKey(text: string): string {
    const { apiKey } = this.#dependencies.settings;
    return apiKey === undefined ? text : text.replaceAll(apiKey, "[key]");
  }
}

function describeFailure(verdict: Exclude<Verdict, { readonly type: "delivered" }>): string {
  return verdict.type === "retry" ? verdict.error : String(verdict.status);
}
