// A page of the list as the viewer shows it: long texts are cut by the query and traces are not read at all.

import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { GetInteractionsBody, Page } from "../../wire/get-interactions.ts";
import { tagsSchema } from "../../wire/interaction-body-schema.ts";
import { statusTag } from "../../wire/interaction-status.ts";
import { storedFeedbackSchema } from "../compute/stored-feedback.ts";
import { type InteractionPreview, previewCharacters } from "../viewer/viewer-answers.ts";
import { findPage, selectPage } from "./find-page.ts";
import { toIso } from "./interaction-row.ts";
import { readConsistently } from "./read-consistently.ts";
import type { Tables } from "./tables.ts";

/** The newest interactions first. */
export function listPreviews(storage: Kysely<Tables>, body: GetInteractionsBody): Promise<Page<InteractionPreview>> {
  const { limit, offset } = body;
  return readConsistently(storage, async (snapshot) => {
    const { total, keys } = await findPage(snapshot, body);
    const rows = await selectPage(snapshot, keys)
      .selectAll("page")
      .select([
        "interactions.latency",
        "interactions.cost",
        "interactions.input_tokens",
        "interactions.output_tokens",
        sql<string | null>`substr(texts.input_text, 1, ${sql.lit(previewCharacters)})`.as("input"),
        sql<string | null>`substr(texts.output_text, 1, ${sql.lit(previewCharacters)})`.as("output"),
        "texts.tags",
        "texts.feedback",
      ])
      .execute();
    return { total, offset, limit, data: rows.map(toPreview) };
  });
}

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const structuresSchema = z.object({ tags: jsonText.pipe(tagsSchema), feedback: jsonText.pipe(storedFeedbackSchema) });

function toPreview(row: {
  readonly id: string;
  readonly end_user: string;
  readonly started_at: number;
  readonly latency: number;
  readonly cost: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly tags: string;
  readonly feedback: string;
}): InteractionPreview {
  const { tags, feedback } = structuresSchema.parse(row);
  return {
    id: row.id,
    input: row.input,
    output: row.output,
    user: row.end_user,
    startedAt: toIso(row.started_at),
    latency: row.latency,
    cost: row.cost,
    tokens: row.input_tokens + row.output_tokens,
    status: tags[statusTag] ?? null,
    feedback: [...new Set(feedback.map(({ slug }) => slug))],
    rating: feedback.findLast(({ value }) => value !== undefined)?.value ?? null,
  };
}
