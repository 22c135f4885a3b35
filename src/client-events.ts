// What the client hands to its sender: an event for each interaction that has settled, its body made later, and one for each
// thing that a caller tells by hand. Those are made in tracked-events.ts; until the sender has them they are known here.

import type { ContentMaker } from "./capture/event-content.ts";
import type { OpenInteraction } from "./capture/open-interaction.ts";
import type { PacedLogger } from "./runtime/logger.ts";
import type { OutgoingEvent, Sender } from "./sender/outgoing-event.ts";
import type { Settings } from "./settings/settings.ts";
import type { TrackedEvents } from "./tracked-events.ts";
import { interactionPath } from "./wire/endpoints.ts";

export interface ClientEventsOptions {
  readonly sender: Sender;
  readonly logger: PacedLogger;
  /** Called with what resolves once the sender has taken what a caller tells, or it was found wrong. */
  readonly onTelling: (told: Promise<unknown>) => void;
}

export class ClientEvents {
  readonly #settings: Settings;
  readonly #options: ClientEventsOptions;
  readonly #telling = new Set<Promise<unknown>>();
  /** Comes with the sender, which is who asks for bodies. */
  content: ContentMaker | undefined;

  constructor(settings: Settings, options: ClientEventsOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  deliver(interaction: OpenInteraction): void {
    void this.#options.sender.offer({
      kind: "interaction",
      path: interactionPath(this.#settings.apiVersion),
      createContent: () => this.#contentMaker().captured(interaction),
    });
  }

  /** Takes what a caller tells, whose argument is yet to be checked. Rejects when it is wrong. */
  tell(createEvent: (events: TrackedEvents) => OutgoingEvent | undefined | Promise<OutgoingEvent>): Promise<void> {
    if (!this.#settings.isEnabled) return Promise.resolve();
    const made = this.#trackedEvents().then(createEvent);
    const accepted = made.then((event) => (event === undefined ? undefined : this.#options.sender.offer(event)));
    // The caller sees the rejection if he awaits; if nobody does, this line is all that tells.
    const told = accepted.catch((error: unknown) => this.#warnOf(error));
    this.#telling.add(told);
    void told.finally(() => this.#telling.delete(told));
    this.#options.onTelling(told);
    return accepted;
  }

  get isTelling(): boolean {
    return this.#telling.size > 0;
  }

  /** Resolves when the sender has taken whatever was told by now. Never rejects. */
  told(): Promise<unknown> {
    return Promise.all(
      [...this.#telling].map((told) =>
        told.catch((error: unknown) => {
          // It never rejects by itself: on Cloudflare Workers its request has ended, and took the event along.
          this.#telling.delete(told);
          this.#warnOf(error);
        }),
      ),
    );
  }

  async #trackedEvents(): Promise<TrackedEvents> {
    const { TrackedEvents } = await import("./tracked-events.ts");
    const { apiVersion, interactionDefaults: defaults } = this.#settings;
    const context = { defaults, logger: this.#options.logger };
    return new TrackedEvents({ apiVersion, context, contentMaker: () => this.#contentMaker() });
  }

  #warnOf(error: unknown): void {
    this.#options.logger.warn("not accepted", error instanceof Error ? error.message : "an event was lost");
  }

  #contentMaker(): ContentMaker {
    if (this.content === undefined) throw new Error("not loaded");
    return this.content;
  }
}
