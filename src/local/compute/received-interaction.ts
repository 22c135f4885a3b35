// One interaction as it was received, whichever path it came by.

import type { ConversationBody } from "../../wire/conversation-body.ts";
import type { Feedback } from "../../wire/interaction.ts";
import type { TraceBody } from "../../wire/interaction-body.ts";
import type { ReceivedInteractionFields } from "../../wire/interaction-body-schema.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import { createContentId, createInteractionId } from "./content-hash.ts";

export interface ReceivedInteraction {
  readonly id: string;
  readonly conversationId: string;
  readonly endUser: string;
  readonly input: string;
  readonly output: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly hideContent: boolean;
  readonly anonymize: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly traces: readonly TraceBody[];
  readonly feedback: readonly Feedback[];
}

/** What trace_interaction brought, v3 or v2. */
export function receiveInteraction(body: {
  readonly interaction: ReceivedInteractionFields;
  readonly traces: readonly TraceBody[];
  readonly feedback: readonly Feedback[];
  readonly anonymize: boolean;
}): ReceivedInteraction {
  const { interaction } = body;
  const startedAt = momentToMs(interaction.time_start);
  const endedAt = momentToMs(interaction.time_end);
  const tags = Object.fromEntries(Object.entries(interaction.tags).sort(byName));
  const content = JSON.stringify([
    interaction.conversation_id ?? null,
    interaction.end_user,
    interaction.input,
    interaction.output,
    startedAt,
    endedAt,
    interaction.hide_content,
    tags,
    body.traces,
    body.feedback,
    body.anonymize,
  ]);
  const id = createInteractionId(startedAt, content);
  return {
    id,
    // Made from the id where none was sent, so that a re-send lands in the same conversation.
    conversationId: interaction.conversation_id ?? createContentId(`conversation of ${id}`),
    endUser: interaction.end_user,
    input: interaction.input,
    output: interaction.output,
    startedAt,
    endedAt,
    hideContent: interaction.hide_content,
    anonymize: body.anonymize,
    tags,
    traces: body.traces,
    feedback: body.feedback,
  };
}

/** What trace_conversation brought. It names no conversation, so one is made from the content. */
export function receiveConversation({ conversation }: ConversationBody): readonly ReceivedInteraction[] {
  const conversationId = createContentId(JSON.stringify(conversation));
  return conversation.interactions.map((interaction) =>
    receiveInteraction({
      interaction: {
        conversation_id: conversationId,
        input: interaction.input,
        output: interaction.output,
        time_start: interaction.time_start,
        time_end: interaction.time_end,
        end_user: conversation.end_user,
        hide_content: false,
        tags: interaction.tags,
      },
      traces: interaction.trace,
      feedback: interaction.feedback_actions,
      anonymize: true,
    }),
  );
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}
