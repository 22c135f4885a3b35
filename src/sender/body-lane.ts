// Makes the bodies of events one after the other, in the order of their offers, a little at a time: off the user's path
// and without holding up the event loop.

import type { Clock } from "../runtime/clock.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { LinkedQueue } from "./linked-queue.ts";
import type { EventContent } from "./outgoing-event.ts";
import type { PendingEvent } from "./pending-event.ts";

export interface BodyLaneOptions {
  readonly clock: Clock;
  readonly runtime: Pick<Runtime, "detach">;
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

  /** Takes an event that has no body. */
  add(event: PendingEvent): void {
    if (event.state !== "unmade") return;
    event.queueNode = this.#queue.push(event);
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#options.runtime.detach(() => void this.#work());
  }

  async #work(): Promise<void> {
    while (this.#queue.size > 0) {
      await this.#nextTurn();
      const sliceEndsAt = this.#options.clock.elapsedMs() + sliceMs;
      let madeLength = 0;
      do {
        const event = this.#queue.shift();
        if (event === undefined) break;
        const made = makeContent(event);
        // Most are there at once, and waiting for what is there costs as much as a small body.
        const content = made instanceof Promise ? await made : made;
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

/** A value of the user's that could not be read or written as JSON costs its event alone. */
const unserializable: EventContent = { type: "drop", reason: "unserializable" };

function makeContent(event: PendingEvent): EventContent | Promise<EventContent> {
  const { source } = event;
  event.source = undefined;
  if (source === undefined) return unserializable;
  try {
    const content = source.createContent();
    return content instanceof Promise ? content.catch(() => unserializable) : content;
  } catch {
    return unserializable;
  }
}
