// The sender: takes events, makes their bodies, keeps them in memory or on disk within bounds, and keeps the books. How they
// are sent is in delivery.ts, what lies on disk in spool-keeper.ts.

import { BodyLane } from "./body-lane.ts";
import type { SenderDependencies } from "./create-sender.ts";
import { Delivery } from "./delivery.ts";
import { DropTeller } from "./drop-teller.ts";
import { EventQueues } from "./event-queues.ts";
import { FlushWaiters, type Standing } from "./flush-waiters.ts";
import { Ledger } from "./ledger.ts";
import { isOrdered } from "./order-keys.ts";
import type {
  DropReason,
  EventContent,
  FlushOptions,
  FlushResult,
  OutgoingEvent,
  Sender,
  SenderStats,
} from "./outgoing-event.ts";
import { createPendingEvent, type PendingEvent } from "./pending-event.ts";
import type { Rested } from "./spool.ts";
import { createSpoolKeeper, type SpoolKeeper } from "./spool-keeper.ts";

export const defaultFlushMs = 10_000;

export class QueueSender implements Sender {
  readonly #dependencies: SenderDependencies;
  readonly #encoder = new TextEncoder();
  readonly #ledger = new Ledger();
  readonly #queues = new EventQueues();
  readonly #teller: DropTeller;
  readonly #lane: BodyLane;
  readonly #waiters: FlushWaiters;
  readonly #delivery: Delivery;
  readonly #spool: SpoolKeeper | undefined;
  #lastSequence = 0;
  /** `unauthorized` and `closed` send nothing any more. */
  #state: "open" | "unauthorized" | "closed" = "open";
  #shutdown: Promise<FlushResult> | undefined;

  /** Of the same client's other senders: whether the platform has taken events of theirs, and whether it refused the key. */
  constructor(
    dependencies: SenderDependencies,
    options: { readonly hasOthersSent?: boolean; readonly wasRefused?: boolean } = {},
  ) {
    if (options.wasRefused === true) this.#state = "unauthorized";
    const { settings, clock, logger, runtime } = dependencies;
    this.#dependencies = dependencies;
    this.#teller = new DropTeller({ logger, onDrop: settings.onDrop });
    this.#lane = new BodyLane({ clock, runtime, onMade: (event, content) => this.#made(event, content) });
    this.#waiters = new FlushWaiters(clock);
    this.#delivery = new Delivery({
      dependencies,
      ledger: this.#ledger,
      queues: this.#queues,
      hasOthersSent: options.hasOthersSent === true,
      waiters: this.#waiters.waiters,
      onDelivered: (event) => {
        this.#ledger.delivered(event.body?.byteLength ?? 0);
        this.#ended(event, "sent");
      },
      onDropped: (event, reason, answer) => this.#drop(event, reason, answer),
      onUnauthorized: (status) => this.#stop(status),
    });
    this.#spool = createSpoolKeeper(dependencies, {
      hasRoom: () => this.#hasRoom(),
      onClaimed: (count) => this.#claimed(count),
      onLoaded: (sequence, rested) => this.#loaded(sequence, rested),
    });
  }

  offer(source: OutgoingEvent): Promise<void> {
    this.#ledger.offered += 1;
    this.#lastSequence += 1;
    const event = createPendingEvent(this.#lastSequence, { kind: source.kind, path: source.path, source });
    this.#queues.add(event);
    const accepted =
      this.#spool === undefined
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            event.accept = resolve;
          });
    if (this.#shutdown !== undefined) this.#drop(event, "closed");
    else if (this.#state === "unauthorized" && this.#spool === undefined) this.#drop(event, "unauthorized");
    else {
      this.#makeRoom();
      this.#lane.add(event);
    }
    return accepted;
  }

  prepare(): void {
    if (this.#state === "open") this.#delivery.prepare();
  }

  flush(options: FlushOptions = {}): Promise<FlushResult> {
    const { timeoutMs = defaultFlushMs, after } = options;
    const release = (): void => this.#releaseWaiters();
    const stand = (): Standing => ({ watermark: this.#lastSequence, pending: this.#ledger.pending });
    const flushed = this.#waiters.wait({ stand, timeoutMs, after });
    this.#delivery.pump();
    if (after === undefined) release();
    else void after.then(release, release);
    if (options.isLast === true) void flushed.then(({ pending }) => pending > 0 && this.#delivery.letGo());
    return flushed;
  }

  shutdown(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    this.#shutdown ??= this.#close(options);
    return this.#shutdown;
  }

  stats(): SenderStats {
    return this.#ledger.stats();
  }

  get queuedBytes(): number {
    return this.#ledger.queuedBytes;
  }

  /** Drops whatever is in memory only. */
  giveUp(reason: DropReason): void {
    for (const event of [...this.#queues.exposed]) this.#drop(event, reason);
  }

  #makeRoom(): void {
    const { maxQueuedInteractions } = this.#dependencies.settings;
    while (this.#queues.exposed.size - this.#ledger.inFlight > maxQueuedInteractions) {
      if (!this.#dropOldest()) break;
    }
  }

  #made(event: PendingEvent, content: EventContent): void {
    if (content.type === "drop") {
      this.#drop(event, content.reason);
      return;
    }
    event.body = this.#encoder.encode(content.body);
    event.orderKey = content.orderKey;
    this.#ledger.queuedBytes += event.body.byteLength;
    if (this.#spool === undefined) this.#take(event);
    else void this.#store(event, event.body, this.#spool);
  }

  /** Waits for the disk, then goes on: in memory too while there is room, on disk only otherwise. */
  async #store(event: PendingEvent, body: Uint8Array, spool: SpoolKeeper): Promise<void> {
    event.state = "storing";
    const { sequence, kind, path, orderKey } = event;
    const rests = spool.hasResting || this.#isFull() || this.#state !== "open";
    const id = await spool.append(sequence, { kind, path, orderKey, body }, rests);
    // Dropped meanwhile: shutdown's time was up.
    if (event.state !== "storing") return;
    event.spoolId = id;
    if (id !== undefined) {
      this.#ledger.spooled += 1;
      this.#queues.secured(event);
    }
    if (id !== undefined && rests) this.#forget(event);
    else if (id === undefined && this.#state === "unauthorized") this.#drop(event, "unauthorized");
    else this.#take(event);
    event.accept?.();
    this.#releaseWaiters();
    void spool.load();
  }

  /** Makes room or gives way, then waits for its turn. */
  #take(event: PendingEvent): void {
    event.state = "waiting";
    while (this.#ledger.queuedBytes > this.#dependencies.settings.maxQueuedBytes) {
      // A body larger than all the room there is may still wait alone.
      if (this.#queues.oldestExposed === event || !this.#dropOldest()) break;
    }
    if (event.spoolId === undefined && this.#spool?.hasResting === true && isOrdered(event)) {
      this.#queues.lineUpBehindResting(event);
      return;
    }
    this.#queues.lineUp(event);
    this.#delivery.pump();
  }

  /** The platform refused the key: nothing will be taken. What is in the spool, or on its way there, stays. */
  #stop(status: number): void {
    this.#state = "unauthorized";
    for (const event of [...this.#queues.exposed]) {
      const isOnItsWay = this.#spool !== undefined && (event.state === "unmade" || event.state === "storing");
      if (event.state !== "in-flight" && !isOnItsWay) this.#drop(event, "unauthorized", { status });
    }
    this.#releaseWaiters();
  }

  async #close(options: { readonly timeoutMs?: number }): Promise<FlushResult> {
    const { sent, failed } = await this.flush(options);
    this.#state = "closed";
    this.#delivery.stop();
    const failedBefore = this.#ledger.failed;
    for (const event of [...this.#queues.exposed]) this.#drop(event, "shutdown_timeout");
    for (const event of [...this.#queues.all]) this.#forget(event);
    await Promise.all([this.#delivery.close(), this.#spool?.close()]);
    return { sent, failed: failed + this.#ledger.failed - failedBefore, pending: this.#ledger.pending };
  }

  #isFull(): boolean {
    const { maxQueuedInteractions, maxQueuedBytes } = this.#dependencies.settings;
    return this.#queues.all.size > maxQueuedInteractions || this.#ledger.queuedBytes > maxQueuedBytes;
  }

  /** False when every event is on disk or in flight. */
  #dropOldest(): boolean {
    const oldest = this.#queues.oldestExposed;
    if (oldest !== undefined) this.#drop(oldest, "queue_full");
    return oldest !== undefined;
  }

  #drop(
    event: PendingEvent,
    reason: DropReason,
    answer: { readonly status?: number; readonly detail?: string } = {},
  ): void {
    const { kind } = event;
    const bytes = event.body?.byteLength ?? 0;
    this.#ledger.dropped(reason);
    this.#ended(event, "failed");
    this.#teller.tell({ reason, kind, bytes, ...answer });
  }

  #ended(event: PendingEvent, result: "sent" | "failed"): void {
    if (event.spoolId !== undefined) {
      this.#ledger.spooled -= 1;
      this.#spool?.remove(event.spoolId);
    }
    this.#forget(event);
    event.accept?.();
    this.#waiters.ended(event.sequence, result);
    this.#releaseWaiters();
    this.#delivery.pump();
    void this.#spool?.load();
  }

  /** Takes an event out of memory. */
  #forget(event: PendingEvent): void {
    this.#delivery.forget(event);
    this.#ledger.queuedBytes -= event.body?.byteLength ?? 0;
    event.state = "ended";
    event.source = undefined;
    event.body = undefined;
    this.#queues.remove(event);
  }

  /** Where nothing more is sent, nobody waits for what lies in the spool. */
  #releaseWaiters(): void {
    if (this.#state !== "open" && this.#queues.exposed.size === 0 && this.#ledger.inFlight === 0)
      this.#waiters.giveUp();
  }

  /** Half of the memory is for what comes back from disk; one event of it always has room. */
  #hasRoom(): boolean {
    const { maxQueuedInteractions, maxQueuedBytes } = this.#dependencies.settings;
    if (this.#state !== "open") return false;
    if (this.#queues.all.size === this.#queues.exposed.size) return true;
    return this.#queues.all.size < maxQueuedInteractions / 2 && this.#ledger.queuedBytes < maxQueuedBytes / 2;
  }

  #claimed(count: number): void {
    this.#ledger.offered += count;
    this.#ledger.spooled += count;
    for (let index = 0; index < count; index += 1) {
      this.#lastSequence += 1;
      this.#spool?.claimed(this.#lastSequence);
    }
    void this.#spool?.load();
  }

  #loaded(sequence: number, rested: Rested): void {
    if (this.#state === "closed") return;
    if (rested.type === "lost") {
      this.#ledger.spooled -= 1;
      this.#drop(createPendingEvent(sequence, { kind: "interaction", path: "" }), "spool_lost");
    } else {
      const { id, record } = rested;
      const event = createPendingEvent(sequence, record);
      event.spoolId = id;
      event.body = record.body;
      event.orderKey = record.orderKey;
      this.#ledger.queuedBytes += record.body.byteLength;
      this.#queues.add(event);
      this.#take(event);
    }
    if (this.#spool?.hasResting !== false) return;
    this.#queues.releaseBehindResting();
    this.#delivery.pump();
  }
}
