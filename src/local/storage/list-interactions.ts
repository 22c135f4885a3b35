// Get Interactions: one page and the total, both of the same instant.

import type { Kysely } from "kysely";
import type { GetInteractionsBody, InteractionRow, Page } from "../../wire/get-interactions.ts";
import { findPage } from "./find-page.ts";
import { textColumns, toInteractionRow } from "./interaction-row.ts";
import { readConsistently } from "./read-consistently.ts";
import type { Tables } from "./tables.ts";

/** The newest interactions first. */
export async function listInteractions(
  storage: Kysely<Tables>,
  body: GetInteractionsBody,
): Promise<Page<InteractionRow>> {
  const { limit, offset } = body;
  return readConsistently(storage, async (snapshot) => {
    const { total, keys } = await findPage(snapshot, body);
    const rows = await snapshot
      .selectFrom(keys.as("page"))
      .innerJoin("interactions", (join) =>
        join.onRef("interactions.end_user", "=", "page.end_user").onRef("interactions.id", "=", "page.id"),
      )
      .innerJoin("interaction_texts as texts", (join) =>
        join.onRef("texts.end_user", "=", "page.end_user").onRef("texts.id", "=", "page.id"),
      )
      .selectAll("interactions")
      .select(textColumns)
      .orderBy("page.started_at", "desc")
      .orderBy("page.id", "desc")
      .execute();
    return { total, offset, limit, data: rows.map(toInteractionRow) };
  });
}
