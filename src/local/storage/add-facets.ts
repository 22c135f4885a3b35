// Writes facets: what interactions are found and grouped by beside their columns.

import type { Transaction } from "kysely";
import { chunksOf } from "./chunks-of.ts";
import type { Facet, Tables } from "./tables.ts";

/** Rows in one statement. */
const rowsPerStatement = 100;

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

export async function insertFacets(
  transaction: Transaction<Tables>,
  rows: readonly ReturnType<typeof toFacetRow>[],
): Promise<void> {
  for (const some of chunksOf(rows, rowsPerStatement)) {
    await transaction
      .insertInto("interaction_facets")
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export function toFacetRow({ end_user, id, started_at }: FacetOwner, facet: Facet): Tables["interaction_facets"] {
  return { end_user, interaction_id: id, started_at, ...facet };
}
