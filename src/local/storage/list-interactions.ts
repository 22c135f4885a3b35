// Get Interactions: one page and the total, both of the same instant.

import type { Kysely } from "kysely";
import type { GetInteractionsBody, InteractionRow, Page } from "../../wire/get-interactions.ts";
import { selectionCondition } from "./filter-conditions.ts";
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
    const matching = snapshot.selectFrom("interactions").where(selectionCondition(body));
    const { total } = await matching
      .select((builder) => builder.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    const rows = await snapshot
      .selectFrom(
        matching
          .selectAll("interactions")
          .orderBy("interactions.started_at", "desc")
          .orderBy("interactions.id", "desc")
          .limit(limit)
          .offset(offset)
          .as("page"),
      )
      .innerJoin("interaction_texts as texts", (join) =>
        join.onRef("texts.end_user", "=", "page.end_user").onRef("texts.id", "=", "page.id"),
      )
      .selectAll("page")
      .select(textColumns)
      .orderBy("page.started_at", "desc")
      .orderBy("page.id", "desc")
      .execute();
    return { total, offset, limit, data: rows.map(toInteractionRow) };
  });
}
