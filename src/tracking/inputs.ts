// The arguments of `track` and its siblings that are not interactions themselves.

import type { Feedback, Interaction, Moment, Tags } from "../wire/interaction.ts";

/** A finished conversation, as `client.trackConversation` takes it. */
export interface ConversationInput {
  /** Default: the client's `endUser`. */
  readonly endUser?: string | undefined;
  /** Oldest first. */
  readonly interactions: readonly Pick<
    Interaction,
    "input" | "output" | "timeStart" | "timeEnd" | "tags" | "traces" | "feedback"
  >[];
}

/** Feedback on an interaction that was sent before, as `client.feedback` takes it. */
export interface FeedbackInput extends Feedback {
  /** Default: the client's `endUser`. */
  readonly endUser?: string | undefined;
  /** The interaction's input, exactly as it was captured. */
  readonly input?: string | undefined;
  /** The interaction's output, exactly as it was captured. */
  readonly output?: string | undefined;
  /** When it was given; later than the interaction's end. Default: now. */
  readonly timestamp?: Moment | undefined;
  /** Default: the client's, else true. */
  readonly anonymize?: boolean | undefined;
}

/** Tags for an interaction that was sent before, as `client.tag` takes them. */
export interface TagsInput {
  /** Default: the client's `endUser`. */
  readonly endUser?: string | undefined;
  /** The `timeStart` that the interaction was sent with. */
  readonly timeStart: Moment;
  readonly tags: Tags;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
}
