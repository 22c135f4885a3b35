// The schemas of trace_interaction, v3 and v2, as the platform reads them: strict about types, lenient about keys it does
// not know, defaults filled in. Loaded by whoever receives bodies, never by whoever sends them.

import { z } from "zod";
import { feedbackSchema } from "./feedback-schema.ts";
import type { Message } from "./interaction.ts";
import type {
  EmbeddingTraceBody,
  InteractionBodyV2,
  InteractionBodyV3,
  InteractionFields,
  LlmTraceBody,
  RetrievalTraceBody,
  TraceBody,
} from "./interaction-body.ts";
import { momentSchema } from "./moment-schema.ts";
import { schemaOf } from "./schema-of.ts";

const countSchema = z.int().nonnegative();

const messageSchema: z.ZodType<Message> = schemaOf<Message>()(
  z.object({ role: z.enum(["system", "user", "assistant", "tool"]), content: z.string() }),
);

const llmTraceSchema: z.ZodType<LlmTraceBody> = schemaOf<LlmTraceBody>()(
  z.object({
    model: z.string(),
    messages: z.array(messageSchema),
    output: z.string(),
    input_tokens: countSchema.exactOptional(),
    output_tokens: countSchema.exactOptional(),
    cost: countSchema.exactOptional(),
  }),
);

const retrievalTraceSchema: z.ZodType<RetrievalTraceBody> = schemaOf<RetrievalTraceBody>()(
  z.object({ source: z.string(), input: z.string(), outputs: z.array(z.string()) }),
);

const embeddingTraceSchema: z.ZodType<EmbeddingTraceBody> = schemaOf<EmbeddingTraceBody>()(
  z.object({ model: z.string(), input: z.string(), input_tokens: countSchema.exactOptional() }),
);

/** One trace; the keys tell the kind, as there is no type field. */
export const traceSchema: z.ZodType<TraceBody> = z.union([llmTraceSchema, retrievalTraceSchema, embeddingTraceSchema]);

export const tagsSchema: z.ZodType<Readonly<Record<string, string>>> = z.record(z.string(), z.string());

/** An interaction's fields as received: the platform makes up a conversation where none is named. */
export type ReceivedInteractionFields = Omit<InteractionFields, "conversation_id"> & {
  readonly conversation_id?: string;
};
export type ReceivedInteractionV3 = Omit<InteractionBodyV3, "interaction"> & {
  readonly interaction: ReceivedInteractionFields;
};
export type ReceivedInteractionV2 = Omit<InteractionBodyV2, "interaction"> & {
  readonly interaction: ReceivedInteractionFields;
};

const interactionFieldsSchema = z.object({
  conversation_id: z.string().min(1).exactOptional(),
  input: z.string(),
  output: z.string(),
  time_start: momentSchema,
  time_end: momentSchema,
  end_user: z.string(),
  hide_content: z.boolean().default(false),
  tags: tagsSchema.default({}),
});

/** Body of `POST /event-ingestion/api/v3/events/trace_interaction`. */
export const interactionBodyV3Schema: z.ZodType<ReceivedInteractionV3> = schemaOf<ReceivedInteractionV3>()(
  z.object({
    interaction: interactionFieldsSchema,
    traces: z.array(traceSchema),
    user_feedback: z.array(feedbackSchema).default([]),
    anonymize: z.boolean().default(true),
  }),
);

/** Body of `POST /event-ingestion/api/v2/events/trace_interaction`. */
export const interactionBodyV2Schema: z.ZodType<ReceivedInteractionV2> = schemaOf<ReceivedInteractionV2>()(
  z.object({
    interaction: interactionFieldsSchema,
    traces: z.array(traceSchema),
    feedback_actions: z.array(feedbackSchema).default([]),
    anonymize: z.boolean().default(true),
  }),
);
