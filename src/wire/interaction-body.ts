// The bodies of trace_interaction, v3 and v2, and the one mapping from an interaction to each. The schemas that check
// them stand in interaction-body-schema.ts, so that sending never loads the validator.

import type { Feedback, LlmTrace, Message, ResolvedInteraction, RetrievalTrace, Trace } from "./interaction.ts";
import { isLlmTrace, isRetrievalTrace } from "./interaction.ts";
import { promptMessages } from "./prompt-messages.ts";

/** The generation of the Interaction API: `v3` is the default, `v2` differs in the name of the feedback list. */
export type ApiVersion = "v3" | "v2";

export interface LlmTraceBody {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly output: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cost?: number;
}

export type RetrievalTraceBody = RetrievalTrace;

export interface EmbeddingTraceBody {
  readonly model: string;
  readonly input: string;
  readonly input_tokens?: number;
}

export type TraceBody = LlmTraceBody | RetrievalTraceBody | EmbeddingTraceBody;

export interface InteractionFields {
  readonly conversation_id: string;
  readonly input: string;
  readonly output: string;
  readonly time_start: string;
  readonly time_end: string;
  readonly end_user: string;
  readonly hide_content: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Body of `POST /event-ingestion/api/v3/events/trace_interaction`. */
export interface InteractionBodyV3 {
  readonly interaction: InteractionFields;
  readonly traces: readonly TraceBody[];
  readonly user_feedback: readonly Feedback[];
  readonly anonymize: boolean;
}

/** Body of `POST /event-ingestion/api/v2/events/trace_interaction`. */
export interface InteractionBodyV2 {
  readonly interaction: InteractionFields;
  readonly traces: readonly TraceBody[];
  readonly feedback_actions: readonly Feedback[];
  readonly anonymize: boolean;
}

export type InteractionBody = InteractionBodyV3 | InteractionBodyV2;

/** Maps an interaction to the body that the given API version takes. Key order is the documents' order. */
export function toInteractionBody(interaction: ResolvedInteraction, apiVersion: ApiVersion): InteractionBody {
  const fields: InteractionFields = {
    conversation_id: interaction.conversationId,
    input: interaction.input,
    output: interaction.output,
    time_start: interaction.timeStart,
    time_end: interaction.timeEnd,
    end_user: interaction.endUser,
    hide_content: interaction.hideContent,
    tags: interaction.tags,
  };
  const traces = interaction.traces.map(toTraceBody);
  const feedback = interaction.feedback.map(toFeedbackFields);
  switch (apiVersion) {
    case "v3":
      return { interaction: fields, traces, user_feedback: feedback, anonymize: interaction.anonymize };
    case "v2":
      return { interaction: fields, traces, feedback_actions: feedback, anonymize: interaction.anonymize };
    default:
      return apiVersion satisfies never;
  }
}

/** Maps one trace. Token counts that are unknown, or not whole and positive, are left out: neither null nor zero is sent. */
export function toTraceBody(trace: Trace): TraceBody {
  if (isLlmTrace(trace)) return toLlmTraceBody(trace);
  if (isRetrievalTrace(trace)) return { source: trace.source, input: trace.input, outputs: trace.outputs };
  return {
    model: trace.model,
    input: trace.input,
    ...(isCount(trace.inputTokens) && { input_tokens: trace.inputTokens }),
  };
}

/** Maps a feedback action, keeping only the keys that the documents know. */
export function toFeedbackFields(feedback: Feedback): Feedback {
  return {
    slug: feedback.slug,
    ...(feedback.text !== undefined && { text: feedback.text }),
    ...(feedback.value !== undefined && { value: feedback.value }),
  };
}

function toLlmTraceBody(trace: LlmTrace): LlmTraceBody {
  const body: Writable<LlmTraceBody> = {
    model: trace.model,
    messages: promptMessages(trace),
    output: trace.output,
  };
  if (isCount(trace.inputTokens)) body.input_tokens = trace.inputTokens;
  if (isCount(trace.outputTokens)) body.output_tokens = trace.outputTokens;
  if (isCount(trace.cost)) body.cost = trace.cost;
  return body;
}

/** While it is being made. */
type Writable<Body> = { -readonly [Key in keyof Body]: Body[Key] };

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}
