// Keeps feedback and tags behind the earlier events of the same key; interactions wait for nobody.

import { TurnoverMap } from "../runtime/turnover-map.ts";
import { LinkedQueue } from "./linked-queue.ts";
import type { PendingEvent } from "./pending-event.ts";

export class OrderKeys {
  /** Events that have a body and no end, by key. A key without events is forgotten. */
  readonly #queues = new TurnoverMap<string, LinkedQueue<PendingEvent>>();

  /** Takes an event whose body is made. */
  add(event: PendingEvent): void {
    let queue = this.#queues.get(event.orderKey);
    if (queue === undefined) {
      queue = new LinkedQueue();
      this.#queues.set(event.orderKey, queue);
    }
    event.orderNode = queue.push(event);
  }

  /** Whether it may be sent now. */
  mayGo(event: PendingEvent): boolean {
    return !isOrdered(event) || this.#queues.get(event.orderKey)?.first === event;
  }

  /** Lets go of an event that has ended; returns the one that waited for it and may go now. */
  remove(event: PendingEvent): PendingEvent | undefined {
    const queue = this.#queues.get(event.orderKey);
    if (queue === undefined || event.orderNode === undefined) return undefined;
    const wasFirst = queue.first === event;
    queue.remove(event.orderNode);
    event.orderNode = undefined;
    const next = queue.first;
    if (next === undefined) this.#queues.delete(event.orderKey);
    return wasFirst && next !== undefined && isOrdered(next) ? next : undefined;
  }
}

/** Whether the event speaks of an earlier one. */
export function isOrdered(event: Pick<PendingEvent, "kind">): boolean {
  return event.kind === "feedback" || event.kind === "tags";
}
