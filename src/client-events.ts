// What the client hands to its sender: an event for each interaction that has settled, its body made later. Those of what a
// caller tells by hand are in tracked-events.ts; when events are taken and waited for is in client.ts.

import type { ContentMaker, ContentSettings } from "./capture/event-content.ts";
import type { OpenInteraction } from "./capture/open-interaction.ts";
import type { OutgoingEvent } from "./sender/outgoing-event.ts";
import type { Settings } from "./settings/settings.ts";
import type { TrackedEvents } from "./tracked-events.ts";
import { interactionPath } from "./wire/endpoints.ts";

export class ClientEvents {
  readonly #settings: Settings;
  readonly #contentSettings: Pick<ContentSettings, "hmacSha256" | "logger">;
  #content: Promise<ContentMaker> | undefined;
  /** Once it is loaded. */
  #maker: ContentMaker | undefined;

  constructor(settings: Settings, contentSettings: Pick<ContentSettings, "hmacSha256" | "logger">) {
    this.#settings = settings;
    this.#contentSettings = contentSettings;
  }

  captured(interaction: OpenInteraction): OutgoingEvent {
    return {
      kind: "interaction",
      path: interactionPath(this.#settings.apiVersion),
      createContent: () =>
        this.#maker?.captured(interaction) ?? this.#contentMaker().then((maker) => maker.captured(interaction)),
    };
  }

  /** What makes events of arguments. */
  async tracked(): Promise<TrackedEvents> {
    const { TrackedEvents } = await import("./tracked-events.ts");
    const { apiVersion, interactionDefaults: defaults } = this.#settings;
    const context = { defaults, logger: this.#contentSettings.logger };
    return new TrackedEvents({ apiVersion, context, contentMaker: () => this.#contentMaker() });
  }

  /** Loaded with the first body, as the sender is with the first event: importing this package stays cheap. */
  #contentMaker(): Promise<ContentMaker> {
    const { apiVersion, feedbackKey, maxBodyBytes, redact, endUserSecret } = this.#settings;
    this.#content ??= import("./capture/event-content.ts").then(({ ContentMaker }) => {
      const settings = { apiVersion, feedbackKey, maxBodyBytes, redact, endUserSecret, ...this.#contentSettings };
      this.#maker = new ContentMaker(settings);
      return this.#maker;
    });
    return this.#content;
  }
}
