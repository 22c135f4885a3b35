// Keeps the daily tables true: whatever changes interactions brings their totals along, in the same transaction.

import { expressionBuilder, type SqlBool, sql, type Transaction } from "kysely";
import { chunksOf } from "./chunks-of.ts";
import { type Counted, sessionsByDay, sumByDay, sumNames } from "./daily-totals.ts";
import { isPostgres } from "./engine.ts";
import type { DailySessionsTable, DailyTotalsTable, Tables } from "./tables.ts";

/** Some of a user's interactions. */
export interface InteractionsOfUser {
  readonly endUser: string;
  readonly ids: readonly string[];
}

/** Rows in one statement: far from the engines' limits on values. */
const rowsPerStatement = 500;
const dayMs = 86_400_000;

/**
 * Counts interactions that were just stored. Everybody takes rows in one order, interactions before sessions before totals,
 * or two might wait for each other.
 */
export async function countStored(transaction: Transaction<Tables>, stored: readonly Counted[]): Promise<void> {
  for (const rows of chunksOf(sessionsByDay(stored), rowsPerStatement)) {
    await transaction
      .insertInto("daily_sessions")
      .values([...rows])
      .onConflict((conflict) =>
        conflict.columns(["end_user", "day", "conversation_id"]).doUpdateSet({
          turns: sql`daily_sessions.turns + excluded.turns`,
          // The least and the greatest of two have other names on each engine.
          started_at: sql`case when excluded.started_at < daily_sessions.started_at
            then excluded.started_at else daily_sessions.started_at end`,
          ended_at: sql`case when excluded.ended_at > daily_sessions.ended_at
            then excluded.ended_at else daily_sessions.ended_at end`,
        }),
      )
      .execute();
  }
  await addTotals(transaction, { added: stored });
}

/**
 * Runs a change of the feedback, facets or texts of interactions, and counts what it changed. It is given the ids of those
 * that are still there; false when none of them is.
 */
export async function countChange(
  transaction: Transaction<Tables>,
  selected: InteractionsOfUser,
  change: (ids: ReadonlySet<string>) => Promise<void>,
): Promise<boolean> {
  const removed = await readCounted(transaction, selected);
  if (removed.length === 0) return false;
  await change(new Set(removed.map(({ facts }) => facts.id)));
  await addTotals(transaction, { removed, added: await readCounted(transaction, selected) });
  return true;
}

/** Counts interactions that were just deleted, after they were read. */
export async function countDeleted(transaction: Transaction<Tables>, deleted: readonly Counted[]): Promise<void> {
  for (const session of sessionsByDay(deleted)) await recountSession(transaction, session);
  await addTotals(transaction, { added: [], removed: deleted });
}

/** Adds and takes away; a value that no interaction of its day has any more is gone. */
async function addTotals(transaction: Transaction<Tables>, change: Parameters<typeof sumByDay>[0]): Promise<void> {
  const all = sumByDay(change);
  for (const rows of chunksOf(all, rowsPerStatement)) {
    await transaction
      .insertInto("daily_totals")
      .values([...rows])
      .onConflict((conflict) =>
        conflict
          .columns(["kind", "name", "value", "day"])
          .doUpdateSet(
            Object.fromEntries(
              sumNames.map((name) => [name, sql`${sql.ref(`daily_totals.${name}`)} + ${sql.ref(`excluded.${name}`)}`]),
            ),
          ),
      )
      .execute();
  }
  const emptied = all.filter(({ n_interactions }) => n_interactions < 0);
  for (const rows of chunksOf(emptied, rowsPerStatement)) await dropIfEmpty(transaction, rows);
}

/** Named by their keys, or a total that another writer is about to empty or fill would be waited for. */
async function dropIfEmpty(transaction: Transaction<Tables>, rows: readonly DailyTotalsTable[]): Promise<void> {
  // PostgreSQL takes parameters in such a list for texts.
  const keys = rows.map(({ kind, name, value, day }) => sql`(${kind}, ${name}, ${value}, cast(${day} as bigint))`);
  await transaction
    .deleteFrom("daily_totals")
    .where(sql<SqlBool>`(kind, name, value, day) in (values ${sql.join(keys)})`)
    .where("n_interactions", "=", 0)
    .execute();
}

/** What was counted of those interactions that are still there; nobody else changes them until the transaction ends. */
export async function readCounted(
  transaction: Transaction<Tables>,
  { endUser, ids }: InteractionsOfUser,
): Promise<readonly (Counted & { readonly facts: { readonly id: string } })[]> {
  const facts = await transaction
    .selectFrom("interactions")
    .selectAll()
    .where("end_user", "=", endUser)
    .where("id", "in", ids)
    .orderBy("id")
    .$call((query) => (isPostgres(transaction) ? query.forUpdate() : query))
    .execute();
  const facets = await transaction
    .selectFrom("interaction_facets")
    .select(["interaction_id", "kind", "name", "value"])
    .where("end_user", "=", endUser)
    .where("interaction_id", "in", ids)
    .execute();
  const models = await transaction
    .selectFrom("interaction_models")
    .select(["interaction_id", "model", "cost", "input_tokens", "output_tokens"])
    .where("end_user", "=", endUser)
    .where("interaction_id", "in", ids)
    .execute();
  const facetsOf = Map.groupBy(facets, ({ interaction_id }) => interaction_id);
  const modelsOf = Map.groupBy(models, ({ interaction_id }) => interaction_id);
  return facts.map((row) => ({ facts: row, facets: facetsOf.get(row.id) ?? [], models: modelsOf.get(row.id) ?? [] }));
}

/** The least start and the greatest end cannot be taken away from: what is left is looked at. */
async function recountSession(
  transaction: Transaction<Tables>,
  { end_user, day, conversation_id }: DailySessionsTable,
): Promise<void> {
  const isSession = expressionBuilder<Tables, "daily_sessions">().and({ end_user, day, conversation_id });
  // Whoever stores or deletes a part of the session waits for its row. Taken by a statement of its own, so that the next
  // one sees what its last holder did.
  await transaction
    .selectFrom("daily_sessions")
    .select("turns")
    .where(isSession)
    .$call((query) => (isPostgres(transaction) ? query.forUpdate() : query))
    .execute();
  const { turns, started_at, ended_at } = await transaction
    .selectFrom("interactions")
    .select([
      sql<number>`count(*)`.as("turns"),
      sql<number | null>`min(started_at)`.as("started_at"),
      sql<number | null>`max(ended_at)`.as("ended_at"),
    ])
    .where("end_user", "=", end_user)
    .where("conversation_id", "=", conversation_id)
    .where("started_at", ">=", day)
    .where("started_at", "<", day + dayMs)
    .executeTakeFirstOrThrow();
  if (started_at === null || ended_at === null) {
    await transaction.deleteFrom("daily_sessions").where(isSession).execute();
  } else {
    await transaction.updateTable("daily_sessions").set({ turns, started_at, ended_at }).where(isSession).execute();
  }
}
