// Deletes interactions with everything that was stored of them: what a selection names, or what has grown too old.

import type { Kysely, Transaction } from "kysely";
import { changeInTransaction } from "./change-in-transaction.ts";
import type { Counted } from "./daily-totals.ts";
import { type Selection, selectionCondition } from "./filter-conditions.ts";
import { countDeleted, readCounted } from "./keep-totals.ts";
import type { Tables } from "./tables.ts";

/** Interactions deleted in one transaction: writers get their turn in between. */
const batchSize = 1_000;

/** Deletes what a selection names. Returns how many interactions there were. */
export function deleteInteractions(storage: Kysely<Tables>, selection: Selection): Promise<number> {
  return deleteInBatches(storage, (transaction) =>
    transaction.selectFrom("interactions").select(["end_user", "id"]).where(selectionCondition(selection)),
  );
}

/** Deletes what began before a moment. Returns how many interactions there were. */
export function deleteOlderThan(storage: Kysely<Tables>, moment: number): Promise<number> {
  return deleteInBatches(storage, (transaction) =>
    transaction.selectFrom("interactions").select(["end_user", "id"]).where("started_at", "<", moment),
  );
}

async function deleteInBatches(
  storage: Kysely<Tables>,
  select: (transaction: Kysely<Tables>) => {
    limit(count: number): { execute(): Promise<readonly { readonly end_user: string; readonly id: string }[]> };
  },
): Promise<number> {
  let deleted = 0;
  while (true) {
    const count = await changeInTransaction(storage, async (transaction) => {
      const batch = await select(transaction).limit(batchSize).execute();
      await deleteBatch(transaction, batch);
      return batch.length;
    });
    deleted += count;
    if (count < batchSize) return deleted;
  }
}

async function deleteBatch(
  transaction: Transaction<Tables>,
  batch: readonly { readonly end_user: string; readonly id: string }[],
): Promise<void> {
  const endUsers = [...Map.groupBy(batch, ({ end_user }) => end_user)].sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  const removed: Counted[] = [];
  for (const [endUser, rows] of endUsers) {
    const ids = rows.map(({ id }) => id);
    removed.push(...(await readCounted(transaction, { endUser, ids })));
    await deleteOf(transaction, endUser, ids);
  }
  await countDeleted(transaction, removed);
}

async function deleteOf(transaction: Transaction<Tables>, endUser: string, ids: readonly string[]): Promise<void> {
  for (const table of ["interaction_facets", "interaction_models"] as const) {
    await transaction.deleteFrom(table).where("end_user", "=", endUser).where("interaction_id", "in", ids).execute();
  }
  for (const table of ["interaction_texts", "interactions"] as const) {
    await transaction.deleteFrom(table).where("end_user", "=", endUser).where("id", "in", ids).execute();
  }
}
