// From what is stored to a row of Get Interactions.

import type { Selectable } from "kysely";
import { z } from "zod";
import type { InteractionRow } from "../../wire/get-interactions.ts";
import type { TraceBody } from "../../wire/interaction-body.ts";
import { tagsSchema, traceSchema } from "../../wire/interaction-body-schema.ts";
import { type StoredFeedback, storedFeedbackSchema } from "../compute/stored-feedback.ts";
import type { InteractionsTable, InteractionTextsTable } from "./tables.ts";

/** What a row is made from. */
export type StoredRow = Selectable<InteractionsTable> & Omit<Selectable<InteractionTextsTable>, "end_user" | "id">;

/** The structures that are stored as JSON text. */
interface StoredStructures {
  readonly traces: readonly TraceBody[];
  readonly tags: Readonly<Record<string, string>>;
  readonly feedback: readonly StoredFeedback[];
  readonly emotions: readonly string[];
}

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const structuresSchema: z.ZodType<StoredStructures> = z.object({
  traces: jsonText.pipe(z.array(traceSchema)),
  tags: jsonText.pipe(tagsSchema),
  feedback: jsonText.pipe(storedFeedbackSchema),
  emotions: jsonText.pipe(z.array(z.string())),
});

/** Reads the structures of a stored row. */
export function readStructures(row: Pick<StoredRow, keyof StoredStructures>): StoredStructures {
  return structuresSchema.parse(row);
}

/** Columns of both tables, as {@link StoredRow} has them; for queries that join `interaction_texts` as `texts`. */
export const textColumns = [
  "texts.input_text",
  "texts.output_text",
  "texts.traces",
  "texts.tags",
  "texts.feedback",
  "texts.emotions",
] as const;

/** Makes the row: every field of the platform's table, and the ordered traces besides. */
export function toInteractionRow(row: StoredRow): InteractionRow {
  const { traces, tags, feedback, emotions } = readStructures(row);
  return {
    id: row.id,
    input_text: row.input_text,
    output_text: row.output_text,
    user_query: row.user_query,
    end_user: row.end_user,
    conversation_id: row.conversation_id,
    timestamp: toIso(row.started_at),
    end_timestamp: toIso(row.ended_at),
    warning_message_v2: row.warning_message,
    negative_intent_message_v2: row.negative_intent_message,
    cost: row.cost,
    latency: row.latency,
    text_language: row.text_language,
    verbosity: row.verbosity,
    pii_removed: row.pii_removed === 1,
    feedback_action_text: feedback.findLast((action) => action.text !== undefined)?.text ?? null,
    feedback_action_rating: feedback.findLast((action) => action.value !== undefined)?.value ?? null,
    feedback_actions: feedback.map((action) => action.slug),
    sentiment: row.sentiment,
    emotions,
    tags,
    // Columns and aggregates of one's own are defined inside the hosted platform; here there are none.
    custom_columns: {},
    custom_aggregates: {},
    rag_details: toRagDetails(traces),
    traces,
  };
}

/** Source, query and result of every retrieval, by source. */
export function toRagDetails(traces: readonly TraceBody[]): Readonly<Record<string, readonly RagItem[]>> {
  const sources = new Map<string, RagItem[]>();
  for (const trace of traces) {
    if (!("outputs" in trace)) continue;
    const item = { source: trace.source, query: trace.input, result: trace.outputs };
    const known = sources.get(trace.source);
    if (known === undefined) sources.set(trace.source, [item]);
    else known.push(item);
  }
  return Object.fromEntries(sources);
}

interface RagItem {
  readonly source: string;
  readonly query: string;
  readonly result: readonly string[];
}

export function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
