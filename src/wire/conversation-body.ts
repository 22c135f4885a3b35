// The body of trace_conversation: a finished conversation in bulk. Its schema stands in conversation-body-schema.ts.

import type { Feedback, ResolvedInteraction, Trace } from "./interaction.ts";
import { type TraceBody, toFeedbackFields, toTraceBody } from "./interaction-body.ts";

/** One interaction inside a conversation body; `trace` is singular there, as in the platform's document. */
export interface ConversationInteractionBody {
  readonly input: string;
  readonly output: string;
  readonly time_start: string;
  readonly time_end: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly feedback_actions: readonly Feedback[];
  readonly trace: readonly TraceBody[];
}

/** Body of `POST /event-ingestion/api/v2/events/trace_conversation`. */
export interface ConversationBody {
  readonly conversation: {
    readonly interactions: readonly ConversationInteractionBody[];
    readonly end_user: string;
  };
}

/** The parts of an interaction that a conversation body has room for. */
export type ConversationInteraction = Pick<
  ResolvedInteraction,
  "input" | "output" | "timeStart" | "timeEnd" | "tags" | "feedback"
> & { readonly traces: readonly Trace[] };

/** Maps a finished conversation to its body. */
export function toConversationBody(conversation: {
  readonly endUser: string;
  readonly interactions: readonly ConversationInteraction[];
}): ConversationBody {
  return {
    conversation: {
      interactions: conversation.interactions.map((interaction) => ({
        input: interaction.input,
        output: interaction.output,
        time_start: interaction.timeStart,
        time_end: interaction.timeEnd,
        tags: interaction.tags,
        feedback_actions: interaction.feedback.map(toFeedbackFields),
        trace: interaction.traces.map(toTraceBody),
      })),
      end_user: conversation.endUser,
    },
  };
}
