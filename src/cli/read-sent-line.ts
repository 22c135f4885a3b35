// What a line of `nebuly send` can be: a body of the platform's documents, a row as `nebuly export` writes it, or what
// `client.track` takes.

import { checkArgument } from "../errors/check-argument.ts";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { ConversationInput, Feedback, Interaction, Trace } from "../index.ts";
import { interactionSchema } from "../tracking/schemas.ts";
import { conversationBodySchema } from "../wire/conversation-body-schema.ts";
import type { InteractionRow } from "../wire/get-interactions.ts";
import { interactionRowSchema } from "../wire/get-interactions-schema.ts";
import type { TraceBody } from "../wire/interaction-body.ts";
import {
  interactionBodyV2Schema,
  interactionBodyV3Schema,
  type ReceivedInteractionFields,
} from "../wire/interaction-body-schema.ts";

export type Sendable =
  | { readonly kind: "interaction"; readonly interaction: Interaction }
  | { readonly kind: "conversation"; readonly conversation: ConversationInput };

/** Stands for the line itself, where no field of it is to blame. */
export const lineField = "line";

/** Reads one line. Throws `NebulyValidationError` naming what is wrong with it. */
export function readSentLine(text: string): Sendable {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(lineField, "must be a JSON object");
  if ("conversation" in value) return fromConversation(value);
  if ("interaction" in value) return fromBody(value);
  if ("input_text" in value) return fromRow(checkArgument(interactionRowSchema, value));
  if ("input" in value) return { kind: "interaction", interaction: checkArgument(interactionSchema, value) };
  throw wrong(
    lineField,
    "has neither interaction, conversation, input_text nor input: it is no body, no exported row and not what client.track takes",
  );
}

function fromBody(value: object): Sendable {
  const isV2 = "feedback_actions" in value;
  const { interaction, traces, anonymize, feedback } = isV2 ? readV2(value) : readV3(value);
  return {
    kind: "interaction",
    interaction: {
      input: interaction.input,
      output: interaction.output,
      timeStart: interaction.time_start,
      timeEnd: interaction.time_end,
      endUser: interaction.end_user,
      ...(interaction.conversation_id !== undefined && { conversationId: interaction.conversation_id }),
      tags: interaction.tags,
      hideContent: interaction.hide_content,
      anonymize,
      traces: traces.map(toTrace),
      feedback,
    },
  };
}

interface ReadBody {
  readonly interaction: ReceivedInteractionFields;
  readonly traces: readonly TraceBody[];
  readonly feedback: readonly Feedback[];
  readonly anonymize: boolean;
}

function readV3(value: object): ReadBody {
  const body = checkArgument(interactionBodyV3Schema, value);
  return { ...body, feedback: body.user_feedback };
}

function readV2(value: object): ReadBody {
  const body = checkArgument(interactionBodyV2Schema, value);
  return { ...body, feedback: body.feedback_actions };
}

function fromConversation(value: object): Sendable {
  const { conversation } = checkArgument(conversationBodySchema, value);
  return {
    kind: "conversation",
    conversation: {
      endUser: conversation.end_user,
      interactions: conversation.interactions.map((interaction) => ({
        input: interaction.input,
        output: interaction.output,
        timeStart: interaction.time_start,
        timeEnd: interaction.time_end,
        tags: interaction.tags,
        traces: interaction.trace.map(toTrace),
        feedback: interaction.feedback_actions,
      })),
    },
  };
}

/** A row has lost what the platform does not give back: which text belongs to which feedback, and hidden content. */
function fromRow(row: InteractionRow): Sendable {
  const { input_text: input, output_text: output, timestamp, end_timestamp: end } = row;
  if (input == null || output == null) throw wrong("input_text", "is hidden: a row without its texts cannot be sent");
  if (timestamp === undefined) throw wrong("timestamp", "is missing");
  return {
    kind: "interaction",
    interaction: {
      input,
      output,
      timeStart: timestamp,
      timeEnd: end ?? timestamp,
      ...(row.end_user !== undefined && { endUser: row.end_user }),
      ...(row.conversation_id != null && { conversationId: row.conversation_id }),
      tags: row.tags ?? {},
      traces: (row.traces ?? []).map(toTrace),
      feedback: feedbackOf(row),
    },
  };
}

function feedbackOf(row: InteractionRow): readonly Feedback[] {
  const { feedback_action_rating: rating, feedback_action_text: text } = row;
  return (row.feedback_actions ?? []).flatMap((slug): readonly Feedback[] => {
    switch (slug) {
      case "thumbs_up":
      case "thumbs_down":
      case "regenerate":
        return [{ slug }];
      case "rating":
        return typeof rating === "number" ? [{ slug, value: rating }] : [];
      case "comment":
        return typeof text === "string" && text !== "" ? [{ slug, text }] : [];
      default:
        return [];
    }
  });
}

function toTrace(trace: TraceBody): Trace {
  if ("outputs" in trace) return trace;
  const inputTokens = trace.input_tokens === undefined ? {} : { inputTokens: trace.input_tokens };
  if (!("messages" in trace)) return { model: trace.model, input: trace.input, ...inputTokens };
  return {
    model: trace.model,
    messages: trace.messages,
    output: trace.output,
    ...inputTokens,
    ...(trace.output_tokens !== undefined && { outputTokens: trace.output_tokens }),
    ...(trace.cost !== undefined && { cost: trace.cost }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message repeats the text, which may be anybody's.
    throw wrong(lineField, "is no JSON", cause);
  }
}

function wrong(field: string, problem: string, cause?: unknown): NebulyValidationError {
  return new NebulyValidationError({ field, problem, ...(cause !== undefined && { cause }) });
}
