// Writes interactions, each whole or not at all. One that is there already stays as it is.

import type { Kysely, Transaction } from "kysely";
import type { Facet, InteractionRecord, Tables } from "./tables.ts";

/** Stores what is new of the given interactions in one transaction. Returns how many were new. */
export function storeInteractions(storage: Kysely<Tables>, records: readonly InteractionRecord[]): Promise<number> {
  return storage.transaction().execute(async (transaction) => {
    let stored = 0;
    for (const record of records) if (await storeInteraction(transaction, record)) stored += 1;
    return stored;
  });
}

async function storeInteraction(transaction: Transaction<Tables>, record: InteractionRecord): Promise<boolean> {
  const { end_user, id, started_at } = record.facts;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("interactions")
    .values(record.facts)
    .onConflict((conflict) => conflict.columns(["end_user", "id"]).doNothing())
    .executeTakeFirst();
  // The id is a hash of the content: a re-send changes nothing.
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await transaction
    .insertInto("interaction_texts")
    .values({ end_user, id, ...record.texts })
    .execute();
  await addFacets(transaction, { end_user, id, started_at }, record.facets);
  if (record.models.length > 0) {
    await transaction
      .insertInto("interaction_models")
      .values(record.models.map((share) => ({ end_user, interaction_id: id, ...share })))
      .execute();
  }
  return true;
}

/** Adds facets to an interaction; those that it has already stay. */
export async function addFacets(
  transaction: Transaction<Tables>,
  interaction: { readonly end_user: string; readonly id: string; readonly started_at: number },
  facets: readonly Facet[],
): Promise<void> {
  if (facets.length === 0) return;
  const { end_user, id, started_at } = interaction;
  await transaction
    .insertInto("interaction_facets")
    .values(facets.map((facet) => ({ end_user, interaction_id: id, started_at, ...facet })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
