// Writes interactions, all of a call or none. One that is there already stays as it is.

import type { Kysely, Transaction } from "kysely";
import type { Facet, InteractionRecord, Tables } from "./tables.ts";

/** Rows in one statement: far from the engines' limits on values, enough to make a statement's own cost small. */
const rowsPerStatement = 100;

/** Stores what is new of the given interactions in one transaction. Returns how many were new. */
export function storeInteractions(storage: Kysely<Tables>, records: readonly InteractionRecord[]): Promise<number> {
  return storage.transaction().execute(async (transaction) => {
    let stored = 0;
    for (const some of chunksOf(inOneOrder(records))) stored += await storeSome(transaction, some);
    return stored;
  });
}

/** Each once, and in an order that every writer keeps: two transactions never wait for each other's rows. */
function inOneOrder(records: readonly InteractionRecord[]): readonly InteractionRecord[] {
  const distinct = new Map(records.map((record) => [`${record.facts.id} ${record.facts.end_user}`, record]));
  return [...distinct.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, record]) => record);
}

async function storeSome(transaction: Transaction<Tables>, records: readonly InteractionRecord[]): Promise<number> {
  const inserted = await transaction
    .insertInto("interactions")
    .values(records.map(({ facts }) => facts))
    // The id is a hash of the content: a re-send changes nothing.
    .onConflict((conflict) => conflict.columns(["end_user", "id"]).doNothing())
    .returning(["id"])
    .execute();
  const ids = new Set(inserted.map(({ id }) => id));
  const fresh = records.filter(({ facts }) => ids.has(facts.id));
  if (fresh.length === 0) return 0;
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
  for (const some of chunksOf(models))
    await transaction
      .insertInto("interaction_models")
      .values([...some])
      .execute();
  return fresh.length;
}

/** What a facet needs to know of its interaction. */
interface FacetOwner {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
}

/** Adds facets to an interaction; those that it has already stay. */
export function addFacets(
  transaction: Transaction<Tables>,
  interaction: FacetOwner,
  facets: readonly Facet[],
): Promise<void> {
  return insertFacets(
    transaction,
    facets.map((facet) => toFacetRow(interaction, facet)),
  );
}

async function insertFacets(
  transaction: Transaction<Tables>,
  rows: readonly ReturnType<typeof toFacetRow>[],
): Promise<void> {
  for (const some of chunksOf(rows)) {
    await transaction
      .insertInto("interaction_facets")
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

function toFacetRow({ end_user, id, started_at }: FacetOwner, facet: Facet): Tables["interaction_facets"] {
  return { end_user, interaction_id: id, started_at, ...facet };
}

function* chunksOf<Row>(rows: readonly Row[]): Iterable<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement);
}
