// Makes the bodies of events one after the other, in the order of their offers, a little at a time: off the user's path
// and without holding up the event loop.

import type { Clock } from "../runtime/clock.ts";
import { LinkedQueue } from "./linked-queue.ts";
import type { EventContent } from "./outgoing-event.ts";
import type { PendingEvent } from "./pending-event.ts";

export interface BodyLaneOptions {
  readonly clock: Clock;
  readonly onMade: (event: PendingEvent, content: EventContent) => void;
}

/** Longest stretch of body making between two turns of the event loop; one large body may overstay it. */
const sliceMs = 2;
/**
 * So much is made even if it takes longer: where other processes get most of the machine, time passes without work, and
 * what waits for its body holds all the objects that it was captured from.
 */
const minSliceLength = 65_536;
/** Stands for the work that every event is, whatever its body. */
const lengthPerEvent = 1_024;

export class BodyLane {
  readonly #options: BodyLaneOptions;
  readonly #queue = new LinkedQueue<PendingEvent>();
  #isWorking = false;

  constructor(options: BodyLaneOptions) {
    this.#options = options;
  }

  add(event: PendingEvent): void {
    event.queueNode = this.#queue.push(event);
    if (this.#isWorking) return;
    this.#isWorking = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    while (this.#queue.size > 0) {
      await this.#nextTurn();
      const sliceEndsAt = this.#options.clock.elapsedMs() + sliceMs;
      let madeLength = 0;
      do {
        const event = this.#queue.shift();
        if (event === undefined) break;
        const content = await makeContent(event);
        // It may have been dropped while it was being made.
        if (event.state === "unmade") this.#options.onMade(event, content);
        madeLength += lengthPerEvent + (content.type === "body" ? content.body.length : 0);
      } while (madeLength < minSliceLength || this.#options.clock.elapsedMs() < sliceEndsAt);
    }
    this.#isWorking = false;
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.defer(resolve));
  }
}

async function makeContent(event: PendingEvent): Promise<EventContent> {
  const { source } = event;
  event.source = undefined;
  if (source === undefined) return { type: "drop", reason: "unserializable" };
  try {
    return await source.createContent();
  } catch {
    // A value of the user's could not be read or written as JSON. It costs this event alone.
    return { type: "drop", reason: "unserializable" };
  }
}
