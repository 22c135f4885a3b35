// The events in memory: all of them, those that exist nowhere else, and those that may be sent now.

import { LinkedQueue } from "./linked-queue.ts";
import { OrderKeys } from "./order-keys.ts";
import type { PendingEvent } from "./pending-event.ts";

export class EventQueues {
  /** Every event in memory. */
  readonly all: LinkedQueue<PendingEvent> = new LinkedQueue();
  /** Those of them that are not in the spool, in the order of the offers. */
  readonly exposed: LinkedQueue<PendingEvent> = new LinkedQueue();
  readonly #order = new OrderKeys();
  /** May be sent now; what was sent before goes first. */
  readonly again: LinkedQueue<PendingEvent> = new LinkedQueue();
  readonly fresh: LinkedQueue<PendingEvent> = new LinkedQueue();
  /** Feedback and tags that the disk did not take while earlier events are on disk only. */
  readonly #behindResting = new LinkedQueue<PendingEvent>();

  add(event: PendingEvent): void {
    event.allNode = this.all.push(event);
    if (event.spoolId === undefined) event.exposedNode = this.exposed.push(event);
  }

  /** The event is in the spool now. */
  secured(event: PendingEvent): void {
    if (event.exposedNode !== undefined) this.exposed.remove(event.exposedNode);
  }

  /** The oldest event that can give way: not in flight, and in memory only. */
  get oldestExposed(): PendingEvent | undefined {
    // At most as many are skipped as requests are under way.
    for (const event of this.exposed) if (event.state !== "in-flight") return event;
    return undefined;
  }

  /** Takes a place in the order of its key. */
  lineUp(event: PendingEvent): void {
    this.#order.add(event);
    if (this.#order.mayGo(event)) this.enqueue(event);
  }

  lineUpBehindResting(event: PendingEvent): void {
    event.queueNode = this.#behindResting.push(event);
  }

  /** Nothing rests any more. */
  releaseBehindResting(): void {
    for (let event = this.#behindResting.shift(); event !== undefined; event = this.#behindResting.shift()) {
      this.lineUp(event);
    }
  }

  enqueue(event: PendingEvent): void {
    event.state = "waiting";
    event.queueNode = (event.attempts > 0 ? this.again : this.fresh).push(event);
  }

  /** Takes the event whose turn it is. */
  next(): PendingEvent | undefined {
    return this.again.shift() ?? this.fresh.shift();
  }

  /** Takes an event out of everything; the one that waited for it may go now. */
  remove(event: PendingEvent): void {
    for (const node of [event.queueNode, event.allNode, event.exposedNode]) node?.queue?.remove(node);
    const next = this.#order.remove(event);
    if (next !== undefined) this.enqueue(next);
  }
}
