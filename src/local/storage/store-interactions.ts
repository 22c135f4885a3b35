// Writes interactions, all of a call or none. One that is there already stays as it is.

import type { Kysely, Transaction } from "kysely";
import { insertFacets, toFacetRow } from "./add-facets.ts";
import { changeInTransaction } from "./change-in-transaction.ts";
import { chunksOf } from "./chunks-of.ts";
import { countStored } from "./keep-totals.ts";
import type { InteractionRecord, Tables } from "./tables.ts";

/** Rows in one statement: far from the engines' limits on values, enough to make a statement's own cost small. */
const rowsPerStatement = 100;

/** Stores what is new of the given interactions in one transaction. Returns how many were new. */
export function storeInteractions(storage: Kysely<Tables>, records: readonly InteractionRecord[]): Promise<number> {
  return changeInTransaction(storage, async (transaction) => {
    const stored: InteractionRecord[] = [];
    for (const some of chunksOf(inOneOrder(records), rowsPerStatement)) {
      stored.push(...(await storeSome(transaction, some)));
    }
    await countStored(transaction, stored);
    return stored.length;
  });
}

/** Each once, and in an order that every writer keeps: two transactions never wait for each other's rows. */
function inOneOrder(records: readonly InteractionRecord[]): readonly InteractionRecord[] {
  const distinct = new Map(records.map((record) => [`${record.facts.id} ${record.facts.end_user}`, record]));
  return [...distinct.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, record]) => record);
}

/** Returns those that were new. */
async function storeSome(
  transaction: Transaction<Tables>,
  records: readonly InteractionRecord[],
): Promise<readonly InteractionRecord[]> {
  const inserted = await transaction
    .insertInto("interactions")
    .values(records.map(({ facts }) => facts))
    // The id is a hash of the content: a re-send changes nothing.
    .onConflict((conflict) => conflict.columns(["end_user", "id"]).doNothing())
    .returning(["id"])
    .execute();
  const ids = new Set(inserted.map(({ id }) => id));
  const fresh = records.filter(({ facts }) => ids.has(facts.id));
  if (fresh.length === 0) return [];
  await transaction
    .insertInto("interaction_texts")
    .values(fresh.map(({ facts, texts }) => ({ end_user: facts.end_user, id: facts.id, ...texts })))
    .execute();
  await insertFacets(
    transaction,
    fresh.flatMap(({ facts, facets }) => facets.map((facet) => toFacetRow(facts, facet))),
  );
  const models = fresh.flatMap(({ facts, models }) =>
    models.map((share) => ({ end_user: facts.end_user, interaction_id: facts.id, ...share })),
  );
  for (const some of chunksOf(models, rowsPerStatement))
    await transaction
      .insertInto("interaction_models")
      .values([...some])
      .execute();
  return fresh;
}
