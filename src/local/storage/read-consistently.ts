// Several reads of one instant: what is written meanwhile shows in none of them.

import type { Kysely, Transaction } from "kysely";
import { isPostgres } from "./engine.ts";
import type { Tables } from "./tables.ts";

export function readConsistently<Result>(
  storage: Kysely<Tables>,
  read: (snapshot: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  const transaction = storage.transaction().setAccessMode("read only");
  // One connection is one reader at a time on SQLite; its dialect knows no levels.
  return (isPostgres(storage) ? transaction.setIsolationLevel("repeatable read") : transaction).execute(read);
}
