// The arguments of `track` and its siblings that are not interactions themselves.

import type { Feedback, Interaction, Moment, Tags } from "../wire/interaction.ts";

/** A finished conversation, as `client.trackConversation` takes it. */
export interface ConversationInput {
  /** Default: the client's `endUser`. */
  readonly endUser?: string;
  /** Oldest first. */
  readonly interactions: readonly Pick<
    Interaction,
    "input" | "output" | "timeStart" | "timeEnd" | "tags" | "traces" | "feedback"
  >[];
}

/** Feedback on an interaction that was sent before, as `client.feedback` takes it. */
export interface FeedbackInput extends Feedback {
  /** Default: the client's `endUser`. */
  readonly endUser?: string;
  /** The interaction's input, exactly as it was captured. */
  readonly input?: string;
  /** The interaction's output, exactly as it was captured. */
  readonly output?: string;
  /** When it was given; later than the interaction's end. Default: now. */
  readonly timestamp?: Moment;
  /** Default: the client's, else true. */
  readonly anonymize?: boolean;
}

/** Tags for an interaction that was sent before, as `client.tag` takes them. */
export interface TagsInput {
  /** Default: the client's `endUser`. */
  readonly endUser?: string;
  /** The `timeStart` that the interaction was sent with. */
  readonly timeStart: Moment;
  readonly tags: Tags;
  readonly input?: string;
  readonly output?: string;
}
