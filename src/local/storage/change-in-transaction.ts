// Every change is one transaction. Another platform may write to the same database: where the two wait for each other, the
// engine breaks one of them off, and that one begins again.

import type { Kysely, Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/**
 * A deadlock, and a transaction that cannot be put in line with others: PostgreSQL's way to ask for another try. Our own
 * transactions take their rows in one order, interactions before sessions before totals, and read what they committed to;
 * distributed servers ask under any contention.
 */
const retriedCodes: ReadonlySet<unknown> = new Set(["40P01", "40001"]);
const maxAttempts = 5;

/** Runs a change that may have to begin again: it must keep nothing outside the transaction. */
export async function changeInTransaction<Result>(
  storage: Kysely<Tables>,
  change: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storage.transaction().execute(change);
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
      if (attempt === maxAttempts || !retriedCodes.has(code)) throw error;
    }
  }
}
