// Sends the events whose turn it is, and acts on what comes back: delivered, refused, shrunk, put off or given up.

import { withoutKey } from "../wire/without-key.ts";
import { BackoffShelf } from "./backoff-shelf.ts";
import type { SenderDependencies } from "./create-sender.ts";
import type { EventQueues } from "./event-queues.ts";
import type { Ledger } from "./ledger.ts";
import type { DropReason } from "./outgoing-event.ts";
import type { PendingEvent } from "./pending-event.ts";
import { planRetry } from "./retry-plan.ts";
import { shrinkBytes } from "./shrink-bytes.ts";
import { Throttle } from "./throttle.ts";
import type { Transport, TransportOutcome } from "./transport.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface DeliveryOptions {
  readonly dependencies: SenderDependencies;
  readonly ledger: Ledger;
  readonly queues: EventQueues;
  /** Whether the platform has taken events of the same client from another sender. */
  readonly hasOthersSent: boolean;
  /** Those who wait for what is still to be sent. */
  readonly waiters: ReadonlySet<unknown>;
  readonly onDelivered: (event: PendingEvent) => void;
  readonly onDropped: (
    event: PendingEvent,
    reason: DropReason,
    answer: { readonly status?: number; readonly detail?: string },
  ) => void;
  readonly onUnauthorized: (status: number) => void;
}

/** So many events are not held for others. */
const fullGroup = 16;

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #shelf: BackoffShelf;
  readonly #throttle: Throttle;
  #transport: Transport | undefined;
  #isStopped = false;
  #cancelHold: (() => void) | undefined;
  /** More was ready than might go at once. */
  #isBehind = false;

  constructor(options: DeliveryOptions) {
    const { settings, clock, random } = options.dependencies;
    const { retry, concurrency } = settings;
    this.#options = options;
    this.#shelf = new BackoffShelf({ clock, onDue: (event) => this.#enqueue(event) });
    this.#throttle = new Throttle({ clock, random, concurrency, ...retry, onResume: () => this.pump() });
  }

  /** Opens the way to the platform, for what comes next. */
  prepare(): void {
    this.#transport ??= this.#createTransport();
    this.#transport.prepare?.();
  }

  /** Sends what may go, now or with those that follow. To be called whenever an event has lined up or another has left. */
  pump(): void {
    if (this.#isStopped) return;
    const { queues, waiters, dependencies } = this.#options;
    const { holdMs } = dependencies.runtime;
    const fresh = queues.fresh.size;
    const mayNotWait = queues.again.size > 0 || fresh >= fullGroup || waiters.size > 0;
    if (holdMs === 0 || this.#isBehind || mayNotWait) this.#sendAll();
    else if (fresh > 0) this.#cancelHold ??= dependencies.clock.setTimer(() => this.#sendAll(), holdMs);
  }

  #sendAll(): void {
    const { queues, ledger } = this.#options;
    this.#release();
    const limit = this.#awaitsMoreRoom() ? 0 : this.#throttle.limit;
    while (ledger.inFlight < limit) {
      const event = queues.next();
      if (event?.body === undefined) break;
      this.#send(event, event.body);
    }
    this.#isBehind = queues.again.size + queues.fresh.size > 0;
  }

  /** Lets go of an event, whatever was to become of it. */
  forget(event: PendingEvent): void {
    if (event.state === "in-flight") this.#options.ledger.inFlight -= 1;
    if (event.state === "backing-off") this.#shelf.remove(event);
  }

  /** Sends nothing any more; answers to what is under way still count. */
  stop(): void {
    this.#isStopped = true;
    this.#release();
    this.#throttle.close();
  }

  letGo(): void {
    this.#transport?.letGo?.();
  }

  async close(): Promise<void> {
    this.stop();
    this.#shelf.close();
    await this.#transport?.close();
  }

  /** Whether room for one is better left until there is room for a group. */
  #awaitsMoreRoom(): boolean {
    const { queues, ledger } = this.#options;
    const { limit } = this.#throttle;
    const room = limit - ledger.inFlight;
    const wanted = Math.min(this.#transport?.groupSize ?? 1, limit >> 1, queues.again.size + queues.fresh.size);
    return ledger.inFlight > 0 && room < wanted;
  }

  #release(): void {
    this.#cancelHold?.();
    this.#cancelHold = undefined;
  }

  #enqueue(event: PendingEvent): void {
    this.#options.queues.enqueue(event);
    this.pump();
  }

  #send(event: PendingEvent, body: Uint8Array): void {
    const { ledger, dependencies } = this.#options;
    event.state = "in-flight";
    event.attempts += 1;
    if (event.attempts > 1) ledger.retried += 1;
    else {
      event.deadlineMs = dependencies.clock.elapsedMs() + dependencies.settings.retry.maxElapsedMs;
      event.sentBefore = ledger.sent;
    }
    ledger.inFlight += 1;
    this.#transport ??= this.#createTransport();
    void this.#transport.post({ path: event.path, body }).then((outcome) => this.#answered(event, outcome));
  }

  #answered(event: PendingEvent, outcome: TransportOutcome): void {
    // Shutdown's time was up before the answer came.
    if (event.state !== "in-flight") return;
    const { ledger, dependencies } = this.#options;
    ledger.inFlight -= 1;
    event.state = "waiting";
    const verdict = judge(this.#withoutKey(outcome), dependencies.clock.now());
    if (verdict.type !== "delivered") {
      ledger.lastError = verdict.type === "retry" ? verdict.error : String(verdict.status);
    }
    if (verdict.type === "retry") this.#failed(event, verdict);
    else this.#concluded(event, verdict);
    this.pump();
  }

  #concluded(event: PendingEvent, verdict: Exclude<Verdict, { readonly type: "retry" }>): void {
    const { ledger, hasOthersSent, onDelivered, onDropped } = this.#options;
    // Any answer but a failure shows that the platform is up.
    this.#throttle.succeeded();
    switch (verdict.type) {
      case "delivered":
        onDelivered(event);
        return;
      case "refused":
        onDropped(event, "rejected", { status: verdict.status, detail: verdict.detail });
        return;
      case "too-large":
        this.#shrink(event, verdict.status);
        return;
      case "unauthorized":
        // The key was good for others: a firewall on the way, or the platform, found fault with this event.
        if (verdict.status === 403 && (ledger.sent > 0 || hasOthersSent)) {
          onDropped(event, "rejected", { status: verdict.status });
        } else this.#unauthorized(event, verdict.status);
        return;
      default:
        verdict satisfies never;
    }
  }

  #failed(event: PendingEvent, verdict: Extract<Verdict, { readonly type: "retry" }>): void {
    const { dependencies, ledger } = this.#options;
    const { settings, random, clock } = dependencies;
    if (this.#isStopped) {
      // What is in the spool stays there.
      if (event.spoolId === undefined) this.#options.onDropped(event, "unauthorized", {});
      return;
    }
    const limits = { ...settings.retry, random };
    const plan = planRetry({ event, verdict, throttle: this.#throttle, limits, elapsedMs: clock.elapsedMs() });
    if (plan.type !== "give-up") {
      dependencies.logger.debug(
        () =>
          `${settings.baseUrl} did not take an event (${event.kind}) at attempt ${event.attempts}: ${verdict.error}; it is sent again`,
      );
    }
    if (plan.type === "at-once") this.#enqueue(event);
    else if (plan.type === "later") this.#backOff(event, plan.delayMs);
    // What is on disk outlasts an outage; only while the platform takes other events is this one at fault.
    else if (event.spoolId !== undefined && ledger.sent === event.sentBefore) {
      this.#backOff(event, settings.retry.maxDelayMs * random());
    } else {
      const { status } = verdict;
      this.#options.onDropped(event, "retries_exhausted", status === undefined ? {} : { status });
    }
  }

  #unauthorized(event: PendingEvent, status: number): void {
    if (!this.#isStopped) {
      this.stop();
      this.#options.dependencies.logger.warn(
        "unauthorized",
        `the platform refused the key (${status}): nothing more is sent; check apiKey and baseUrl`,
      );
    }
    if (event.spoolId === undefined) this.#options.onDropped(event, "unauthorized", { status });
    this.#options.onUnauthorized(status);
  }

  #backOff(event: PendingEvent, delayMs: number): void {
    event.state = "backing-off";
    this.#shelf.add(event, delayMs);
  }

  #shrink(event: PendingEvent, status: number): void {
    const { ledger } = this.#options;
    const shrunk = event.wasShrunk || event.body === undefined ? undefined : shrinkBytes(event.body);
    if (shrunk === undefined) {
      this.#options.onDropped(event, "too_large", { status });
      return;
    }
    ledger.queuedBytes += shrunk.byteLength - (event.body?.byteLength ?? 0);
    event.wasShrunk = true;
    event.uncharged += 1;
    event.body = shrunk;
    this.#enqueue(event);
  }

  #createTransport(): Transport {
    const { settings, createTransport } = this.#options.dependencies;
    return createTransport({
      baseUrl: settings.baseUrl,
      headers: { authorization: `Bearer ${settings.apiKey}`, "content-type": "application/json" },
      timeoutMs: settings.timeoutMs,
      concurrency: settings.concurrency,
      ...(settings.fetch !== undefined && { fetch: settings.fetch }),
    });
  }

  /** A platform that echoes the request's headers must not bring the key into a hook, nor half of it where its words are cut. */
  #withoutKey(outcome: TransportOutcome): TransportOutcome {
    const { apiKey } = this.#options.dependencies.settings;
    if (outcome.type !== "answer" || outcome.text === "" || apiKey === undefined) return outcome;
    return { ...outcome, text: withoutKey(outcome.text, apiKey) };
  }
}
