// Get Interactions: one page and the total, both of the same instant.

import type { Kysely } from "kysely";
import type { GetInteractionsBody, InteractionRow, Page } from "../../wire/get-interactions.ts";
import { findPage, selectPage } from "./find-page.ts";
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
    const rows = await selectPage(snapshot, keys).selectAll("interactions").select(textColumns).execute();
    return { total, offset, limit, data: rows.map(toInteractionRow) };
  });
}
