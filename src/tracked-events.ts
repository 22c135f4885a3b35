// The events of what a caller tells by hand: interactions, conversations, feedback, tags. Loaded with the first of them.

import type { ContentMaker } from "./capture/event-content.ts";
import type { OpenInteraction } from "./capture/open-interaction.ts";
import { systemClock } from "./runtime/clock.ts";
import type { OutgoingEvent } from "./sender/outgoing-event.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./tracking/inputs.ts";
import {
  checkFeedback,
  resolveConversation,
  resolveFeedback,
  resolveTags,
  resolveTracked,
  type TrackContext,
} from "./tracking/track.ts";
import { conversationPath, feedbackPath, interactionPath, tagsPath } from "./wire/endpoints.ts";
import type { Feedback, Interaction } from "./wire/interaction.ts";
import type { ApiVersion } from "./wire/interaction-body.ts";

export interface TrackedEventsOptions {
  readonly apiVersion: ApiVersion;
  readonly context: TrackContext;
  readonly contentMaker: () => ContentMaker;
}

/** Every method throws `NebulyValidationError` when its argument cannot be sent. */
export class TrackedEvents {
  readonly #apiVersion: ApiVersion;
  readonly #context: TrackContext;
  readonly #contentMaker: () => ContentMaker;

  constructor(options: TrackedEventsOptions) {
    this.#apiVersion = options.apiVersion;
    this.#context = options.context;
    this.#contentMaker = options.contentMaker;
  }

  tracked(given: () => Interaction): OutgoingEvent {
    const resolved = resolveTracked(given(), this.#context);
    return {
      kind: "interaction",
      path: interactionPath(this.#apiVersion),
      createContent: () => this.#contentMaker().interaction(resolved),
    };
  }

  conversation(given: () => ConversationInput): OutgoingEvent {
    const resolved = resolveConversation(given(), this.#context);
    return {
      kind: "conversation",
      path: conversationPath,
      createContent: () => this.#contentMaker().conversation(resolved),
    };
  }

  feedback(given: () => FeedbackInput): OutgoingEvent {
    const resolved = resolveFeedback(given(), { ...this.#context, now: systemClock.now() });
    return {
      kind: "feedback",
      path: feedbackPath,
      createContent: () => this.#contentMaker().feedback(resolved, { isAlreadySent: false }),
    };
  }

  tags(given: () => TagsInput): OutgoingEvent {
    const resolved = resolveTags(given(), this.#context);
    return { kind: "tags", path: tagsPath, createContent: () => this.#contentMaker().tags(resolved) };
  }

  /** Feedback on a captured turn; undefined when the turn is still open and takes it along. */
  turnFeedback(interaction: OpenInteraction, given: () => Feedback): OutgoingEvent | undefined {
    const checked = checkFeedback(given(), this.#context);
    if (interaction.addFeedback(checked)) return undefined;
    const timestamp = new Date(
      Math.max(systemClock.now(), (interaction.endedAt ?? interaction.lastEventAt) + 1),
    ).toISOString();
    return {
      kind: "feedback",
      path: feedbackPath,
      createContent: () => {
        // Bodies are made in the order of their offers, so the interaction's strings are known by now.
        const { sent } = interaction;
        if (sent === undefined) return { type: "drop", reason: "empty" };
        const { endUser, input, output, anonymize } = sent;
        return this.#contentMaker().feedback(
          { ...checked, endUser, input, output, anonymize, timestamp },
          { isAlreadySent: true },
        );
      },
    };
  }
}
