// What SQLite's planner is told of the tables: the shape of a million interactions, whatever there is. Statistics that it
// gathers itself are either slow to gather or, from a sample, wrong about values that many rows share; these are right
// enough for every size, and every database answers a question in the same way.

import { type Kysely, sql } from "kysely";
import { isPostgres } from "./engine.ts";
import type { Tables } from "./tables.ts";

/** Rows of each index, and how many of them share its first column, its first two, and so on. */
const statistics: readonly (readonly [table: keyof Tables, index: string, rows: string])[] = [
  ["interactions", "sqlite_autoindex_interactions_1", "1000000 20 1"],
  ["interactions", "interactions_by_started_at_id", "1000000 1 1"],
  ["interactions", "interactions_by_end_user_started_at", "1000000 20 1"],
  ["interactions", "interactions_by_conversation_id_started_at", "1000000 4 1"],
  ["interactions", "interactions_awaiting_analysis", "100 1"],
  ["interaction_texts", "sqlite_autoindex_interaction_texts_1", "1000000 20 1"],
  ["interaction_facets", "interaction_facets", "5000000 100 5 2 1 1"],
  ["interaction_facets", "interaction_facets_by_value", "5000000 500000 200000 50000 1 1 1"],
  ["interaction_models", "interaction_models", "1500000 30 2 1"],
  ["waiting_events", "sqlite_autoindex_waiting_events_1", "1000 2 1"],
  ["waiting_events", "waiting_events_by_received_at", "1000 1"],
  ["daily_totals", "daily_totals", "30000 3000 2000 400 1"],
  ["daily_sessions", "daily_sessions", "300000 6 1 1"],
  ["daily_sessions", "daily_sessions_by_day", "300000 700"],
];

/** Nothing to do on PostgreSQL, which keeps its own statistics well. */
export async function fixStatistics(storage: Kysely<Tables>): Promise<void> {
  if (isPostgres(storage)) return;
  // The table of statistics comes with the first look at anything.
  await sql`PRAGMA analysis_limit = 1`.execute(storage);
  await sql`ANALYZE kysely_migration`.execute(storage);
  await sql`delete from sqlite_stat1`.execute(storage);
  const rows = statistics.map(([table, index, counts]) => sql`(${table}, ${index}, ${counts})`);
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values ${sql.join(rows)}`.execute(storage);
  // Has it read again.
  await sql`ANALYZE sqlite_schema`.execute(storage);
}
