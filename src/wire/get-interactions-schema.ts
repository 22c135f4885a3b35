// The schemas of Get Interactions: what the platform takes, and what is believed of its answer.

import { z } from "zod";
import { filterSchema, timeRangeSchema } from "./filters-schema.ts";
import type { GetInteractionsBody, InteractionRow, Page } from "./get-interactions.ts";
import { traceSchema } from "./interaction-body-schema.ts";
import { schemaOf } from "./schema-of.ts";

/** A page of this many rows is the largest that a local platform makes. */
export const maxPageSize = 10_000;

export const pageFields: { readonly limit: z.ZodType<number>; readonly offset: z.ZodType<number> } = {
  limit: z.int().min(1).max(maxPageSize),
  offset: z.int().nonnegative(),
};

export const getInteractionsBodySchema: z.ZodType<GetInteractionsBody> = schemaOf<GetInteractionsBody>()(
  z.object({ time_range: timeRangeSchema, filters: z.array(filterSchema), ...pageFields }),
);

const text = z.string().nullable().exactOptional();
const number = z.number().nullable().exactOptional();
const texts = z.array(z.string()).nullable().exactOptional();
const record = z.record(z.string(), z.unknown()).nullable().exactOptional();

export const interactionRowSchema: z.ZodType<InteractionRow> = schemaOf<InteractionRow>()(
  z.looseObject({
    id: z.string(),
    input_text: text,
    output_text: text,
    user_query: text,
    end_user: z.string().exactOptional(),
    conversation_id: text,
    timestamp: z.string().exactOptional(),
    end_timestamp: text,
    warning_message_v2: text,
    negative_intent_message_v2: text,
    cost: number,
    latency: number,
    text_language: text,
    verbosity: number,
    pii_removed: z.boolean().nullable().exactOptional(),
    feedback_action_text: text,
    feedback_action_rating: number,
    feedback_actions: texts,
    sentiment: text,
    emotions: texts,
    tags: z.record(z.string(), z.string()).nullable().exactOptional(),
    custom_columns: record,
    custom_aggregates: record,
    rag_details: z.unknown().exactOptional(),
    traces: z.array(traceSchema).exactOptional(),
  }),
);

/** The schema of a page whose rows have the given one. */
export function pageSchema<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z.looseObject({
    total: z.int().nonnegative(),
    offset: z.int().nonnegative(),
    limit: z.int().nonnegative(),
    data: z.array(row),
  });
}
