// What the client hands to its sender: an event for each argument and for each interaction that has settled, its body made
// later. When events are taken and waited for is in client.ts.

import type { ContentMaker, ContentSettings } from "./capture/event-content.ts";
import type { OpenInteraction } from "./capture/open-interaction.ts";
import { systemClock } from "./runtime/clock.ts";
import type { OutgoingEvent } from "./sender/outgoing-event.ts";
import type { Settings } from "./settings/settings.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./tracking/inputs.ts";
import type { TrackContext } from "./tracking/track.ts";
import { conversationPath, feedbackPath, interactionPath, tagsPath } from "./wire/endpoints.ts";
import type { Feedback, Interaction } from "./wire/interaction.ts";

/** Every method that takes an argument rejects with `NebulyValidationError` when it cannot be sent. */
export class ClientEvents {
  readonly #settings: Settings;
  readonly #contentSettings: Pick<ContentSettings, "hmacSha256" | "logger">;
  readonly #context: TrackContext;
  #content: Promise<ContentMaker> | undefined;

  constructor(settings: Settings, contentSettings: Pick<ContentSettings, "hmacSha256" | "logger">) {
    this.#settings = settings;
    this.#contentSettings = contentSettings;
    this.#context = { defaults: settings.interactionDefaults, logger: contentSettings.logger };
  }

  captured(interaction: OpenInteraction): OutgoingEvent {
    return {
      kind: "interaction",
      path: interactionPath(this.#settings.apiVersion),
      createContent: async () => (await this.#contentMaker()).captured(interaction),
    };
  }

  async tracked(given: () => Interaction): Promise<OutgoingEvent> {
    const { resolveTracked } = await import("./tracking/track.ts");
    const resolved = resolveTracked(given(), this.#context);
    return {
      kind: "interaction",
      path: interactionPath(this.#settings.apiVersion),
      createContent: async () => (await this.#contentMaker()).interaction(resolved),
    };
  }

  async conversation(given: () => ConversationInput): Promise<OutgoingEvent> {
    const { resolveConversation } = await import("./tracking/track.ts");
    const resolved = resolveConversation(given(), this.#context);
    return {
      kind: "conversation",
      path: conversationPath,
      createContent: async () => (await this.#contentMaker()).conversation(resolved),
    };
  }

  async feedback(given: () => FeedbackInput): Promise<OutgoingEvent> {
    const { resolveFeedback } = await import("./tracking/track.ts");
    const resolved = resolveFeedback(given(), { ...this.#context, now: systemClock.now() });
    return {
      kind: "feedback",
      path: feedbackPath,
      createContent: async () => (await this.#contentMaker()).feedback(resolved, { isAlreadySent: false }),
    };
  }

  async tags(given: () => TagsInput): Promise<OutgoingEvent> {
    const { resolveTags } = await import("./tracking/track.ts");
    const resolved = resolveTags(given(), this.#context);
    return { kind: "tags", path: tagsPath, createContent: async () => (await this.#contentMaker()).tags(resolved) };
  }

  /** Feedback on a captured turn; undefined when the turn is still open and takes it along. */
  async turnFeedback(interaction: OpenInteraction, feedback: Feedback): Promise<OutgoingEvent | undefined> {
    const { checkFeedback } = await import("./tracking/track.ts");
    const checked = checkFeedback(feedback, this.#context);
    if (interaction.addFeedback(checked)) return undefined;
    const timestamp = new Date(Math.max(systemClock.now(), interaction.endedAt + 1)).toISOString();
    return {
      kind: "feedback",
      path: feedbackPath,
      createContent: async () => {
        const content = await this.#contentMaker();
        // Bodies are made in the order of their offers, so the interaction's strings are known by now.
        const { sent } = interaction;
        if (sent === undefined) return { type: "drop", reason: "empty" };
        const { endUser, input, output, anonymize } = sent;
        return content.feedback({ ...checked, endUser, input, output, anonymize, timestamp }, { isAlreadySent: true });
      },
    };
  }

  /** Loaded with the first body, as the sender is with the first event: importing this package stays cheap. */
  #contentMaker(): Promise<ContentMaker> {
    const { apiVersion, feedbackKey, maxBodyBytes, redact, endUserSecret } = this.#settings;
    this.#content ??= import("./capture/event-content.ts").then(
      ({ ContentMaker }) =>
        new ContentMaker({ apiVersion, feedbackKey, maxBodyBytes, redact, endUserSecret, ...this.#contentSettings }),
    );
    return this.#content;
  }
}
