// Late events whose interaction is not there yet: requests overtake each other. They wait for it, so many and so long.

import type { Kysely } from "kysely";
import { changeInTransaction } from "./change-in-transaction.ts";
import { applyLateEvent, type LateEvent } from "./late-events.ts";
import type { Tables } from "./tables.ts";

/** More push out those that wait longest. */
const maxWaiting = 10_000;
/** An interaction that its sender keeps on disk through a night still comes in time. */
const maxWaitMs = 86_400_000;
const usersPerStatement = 500;

/** Changes what the event means, or has it wait; whether it was applied. */
export function addLateEvent(storage: Kysely<Tables>, event: LateEvent, now: number): Promise<boolean> {
  return changeInTransaction(storage, async (transaction) => {
    if (await applyLateEvent(transaction, event)) return true;
    const { count } = await transaction
      .selectFrom("waiting_events")
      .select((builder) => builder.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (count >= maxWaiting) await dropOldest(transaction);
    await transaction
      .insertInto("waiting_events")
      .values({ ...event, received_at: now })
      .onConflict((conflict) => conflict.columns(["end_user", "id"]).doNothing())
      .execute();
    return false;
  });
}

/** Applies what waits for interactions of some users, or of all; returns how many events that were. */
export async function applyWaiting(storage: Kysely<Tables>, endUsers?: ReadonlySet<string>): Promise<number> {
  const isAnyWaiting = await storage.selectFrom("waiting_events").select("id").limit(1).executeTakeFirst();
  if (isAnyWaiting === undefined) return 0;
  let applied = 0;
  for (const event of await waitingOf(storage, endUsers)) {
    // One by one: none of them holds up the others, and a transaction changes what one event means.
    const isApplied = await changeInTransaction(storage, async (transaction) => {
      if (!(await applyLateEvent(transaction, event))) return false;
      await transaction
        .deleteFrom("waiting_events")
        .where("end_user", "=", event.end_user)
        .where("id", "=", event.id)
        .execute();
      return true;
    });
    if (isApplied) applied += 1;
  }
  return applied;
}

/** Drops what has waited too long; returns how many events that were. */
export async function dropWaiting(storage: Kysely<Tables>, now: number): Promise<number> {
  const { numDeletedRows } = await storage
    .deleteFrom("waiting_events")
    .where("received_at", "<", now - maxWaitMs)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Drops all that waits for some users, or for anybody. */
export async function forgetWaiting(storage: Kysely<Tables>, endUsers: readonly string[] | undefined): Promise<void> {
  const all = storage.deleteFrom("waiting_events");
  await (endUsers === undefined ? all : all.where("end_user", "in", endUsers)).execute();
}

async function waitingOf(
  storage: Kysely<Tables>,
  endUsers: ReadonlySet<string> | undefined,
): Promise<readonly LateEvent[]> {
  const waiting = storage
    .selectFrom("waiting_events")
    .select(["end_user", "id", "type", "input_hash", "output_hash", "at", "content"])
    // As they were given: later tags win.
    .orderBy("received_at")
    .orderBy("id");
  if (endUsers === undefined) return waiting.execute();
  if (endUsers.size <= usersPerStatement) return waiting.where("end_user", "in", [...endUsers]).execute();
  return (await waiting.execute()).filter(({ end_user }) => endUsers.has(end_user));
}

async function dropOldest(storage: Kysely<Tables>): Promise<void> {
  const oldest = await storage
    .selectFrom("waiting_events")
    .select(["end_user", "id"])
    .orderBy("received_at")
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  const { end_user, id } = oldest;
  await storage.deleteFrom("waiting_events").where("end_user", "=", end_user).where("id", "=", id).execute();
}
