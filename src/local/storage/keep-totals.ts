// Keeps the daily tables true: whatever changes interactions brings their totals along, in the same transaction.

import { sql, type Transaction } from "kysely";
import { chunksOf } from "./chunks-of.ts";
import { type Counted, dayOf, sessionsByDay, sumByDay, sumNames } from "./daily-totals.ts";
import { isPostgres } from "./engine.ts";
import type { Tables } from "./tables.ts";

/** What names an interaction. */
export interface InteractionKey {
  readonly end_user: string;
  readonly id: string;
}

/** Rows in one statement: far from the engines' limits on values. */
const rowsPerStatement = 500;

/** Counts interactions that were just stored. Everybody writes sessions before totals, or two might wait for each other. */
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

/** Runs a change of one interaction's feedback, facets or texts, and counts what it changed. */
export async function countChange(
  transaction: Transaction<Tables>,
  interaction: InteractionKey,
  change: () => Promise<void>,
): Promise<void> {
  const removed = await readCounted(transaction, interaction.end_user, [interaction.id]);
  await change();
  await addTotals(transaction, {
    removed,
    added: await readCounted(transaction, interaction.end_user, [interaction.id]),
  });
}

/** Runs the deletion of one user's interactions and counts what is left of their sessions. Returns what is to be taken off the totals. */
export async function countDeletion(
  transaction: Transaction<Tables>,
  { endUser, ids }: { readonly endUser: string; readonly ids: readonly string[] },
  remove: () => Promise<void>,
): Promise<readonly Counted[]> {
  const removed = await readCounted(transaction, endUser, ids);
  await remove();
  for (const { facts } of new Map(removed.map((one) => [JSON.stringify(sessionKey(one)), one])).values()) {
    await recountSession(transaction, facts);
  }
  return removed;
}

/** Adds and takes away; a value that no interaction of its day has any more is gone. */
export async function addTotals(
  transaction: Transaction<Tables>,
  change: Parameters<typeof sumByDay>[0],
): Promise<void> {
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
  for (const { kind, name, value, day } of all.filter(({ n_interactions }) => n_interactions < 0)) {
    await transaction
      .deleteFrom("daily_totals")
      .where("kind", "=", kind)
      .where("name", "=", name)
      .where("value", "=", value)
      .where("day", "=", day)
      .where("n_interactions", "=", 0)
      .execute();
  }
}

/** What was counted of interactions; nobody else changes them until the transaction ends. */
async function readCounted(
  transaction: Transaction<Tables>,
  endUser: string,
  ids: readonly string[],
): Promise<readonly Counted[]> {
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
async function recountSession(transaction: Transaction<Tables>, facts: Counted["facts"]): Promise<void> {
  const [endUser, day, conversationId] = sessionKey({ facts });
  await transaction
    .deleteFrom("daily_sessions")
    .where("end_user", "=", endUser)
    .where("day", "=", day)
    .where("conversation_id", "=", conversationId)
    .execute();
  await transaction
    .insertInto("daily_sessions")
    .columns(["end_user", "day", "conversation_id", "turns", "started_at", "ended_at"])
    .expression((builder) =>
      builder
        .selectFrom("interactions")
        .select([
          "end_user",
          sql<number>`cast(${sql.lit(day)} as bigint)`.as("day"),
          "conversation_id",
          sql<number>`count(*)`.as("turns"),
          sql<number>`min(started_at)`.as("started_at"),
          sql<number>`max(ended_at)`.as("ended_at"),
        ])
        .where("end_user", "=", endUser)
        .where("conversation_id", "=", conversationId)
        .where("started_at", ">=", day)
        .where("started_at", "<", day + dayMs)
        .groupBy(["end_user", "conversation_id"]),
    )
    .execute();
}

const dayMs = 86_400_000;

function sessionKey({ facts }: Pick<Counted, "facts">): readonly [string, number, string] {
  return [facts.end_user, dayOf(facts.started_at), facts.conversation_id];
}
