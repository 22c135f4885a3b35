// The few places where the two engines speak differently. Everything else is one SQL.

import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Whether the storage is PostgreSQL, or one that speaks as it does. */
export function isPostgres(storage: Kysely<Tables>): boolean {
  // SQLite is driven over one connection.
  return storage.getExecutor().adapter.supportsMultipleConnections === true;
}

/** A table of the words of an `input_words` column, one per row, in the column `value` of `word_<index>`. */
export function wordsTable(storage: Kysely<Tables>, column: Expression<string>, index: number): RawBuilder<unknown> {
  const name = sql.id(`word_${index}`);
  return isPostgres(storage)
    ? sql`lateral unnest(string_to_array(trim(${column}), ' ')) as ${name}(value)`
    : // Words hold letters and digits only: nothing needs escaping in the JSON.
      sql`json_each('["' || replace(trim(${column}), ' ', '","') || '"]') as ${name}`;
}
