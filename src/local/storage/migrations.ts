// The schema's history. A migration that was released is never edited; a change is a new one at the end.

import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { isPostgres } from "./engine.ts";
import type { Tables } from "./tables.ts";

const migrations: Readonly<Record<string, Migration>> = {
  "0001_interactions": { up: createInteractionTables },
  "0002_anonymize": { up: addAnonymize },
};

/** Brings a database to the newest schema. Throws what went wrong. */
export async function migrate(database: Kysely<Tables>): Promise<void> {
  // The provider's type wants a mutable record; the migrator only reads it.
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/**
 * Primary keys begin with `end_user`, the distribution key where PostgreSQL is distributed: whatever is written, late
 * feedback and tags included, names its end user. The daily totals alone are of nobody; they are a reference table there.
 */
async function createInteractionTables(database: Kysely<Tables>): Promise<void> {
  // SQLite keeps a table of small rows in its primary key itself, where it is told to.
  const inPrimaryKey = isPostgres(database) ? sql`` : sql`without rowid`;
  await database.schema
    .createTable("interactions")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("hide_content", "integer", (column) => column.notNull())
    .addColumn("pii_removed", "integer", (column) => column.notNull())
    .addColumn("text_language", "text")
    .addColumn("sentiment", "text")
    .addColumn("cost", "double precision")
    .addColumn("latency", "double precision", (column) => column.notNull())
    .addColumn("verbosity", "integer", (column) => column.notNull())
    .addColumn("input_words", "text", (column) => column.notNull())
    .addColumn("user_query", "text")
    .addColumn("warning_message", "text")
    .addColumn("negative_intent_message", "text")
    .addColumn("sent_input_hash", "text", (column) => column.notNull())
    .addColumn("sent_output_hash", "text", (column) => column.notNull())
    .addColumn("input_tokens", "bigint", (column) => column.notNull())
    .addColumn("output_tokens", "bigint", (column) => column.notNull())
    .addColumn("n_positive_explicit", "integer", (column) => column.notNull())
    .addColumn("n_negative_explicit", "integer", (column) => column.notNull())
    .addColumn("n_positive_implicit", "integer", (column) => column.notNull())
    .addColumn("n_negative_implicit", "integer", (column) => column.notNull())
    .addColumn("n_feedback", "integer", (column) => column.notNull())
    .addColumn("analysis", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("interactions_key", ["end_user", "id"])
    .execute();
  await createIndex(database, "interactions", ["started_at", "id"]);
  await createIndex(database, "interactions", ["end_user", "started_at"]);
  await createIndex(database, "interactions", ["conversation_id", "started_at"]);
  // Only what waits for the analyst is in it: empty where there is none.
  await database.schema
    .createIndex("interactions_awaiting_analysis")
    .on("interactions")
    .columns(["received_at"])
    .where(sql.ref("analysis"), "=", sql.lit(1))
    .execute();

  await database.schema
    .createTable("interaction_texts")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("input_text", "text")
    .addColumn("output_text", "text")
    .addColumn("traces", "text", (column) => column.notNull())
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("feedback", "text", (column) => column.notNull())
    .addColumn("emotions", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("interaction_texts_key", ["end_user", "id"])
    .execute();

  await database.schema
    .createTable("interaction_facets")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("interaction_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("interaction_facets_key", ["end_user", "interaction_id", "kind", "name", "value"])
    .modifyEnd(inPrimaryKey)
    .execute();
  // Whole: what has a value within a time range is read from the index alone, newest first or last.
  await database.schema
    .createIndex("interaction_facets_by_value")
    .on("interaction_facets")
    .columns(["kind", "name", "value", "started_at", "interaction_id", "end_user"])
    .execute();

  await database.schema
    .createTable("interaction_models")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("interaction_id", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("cost", "double precision")
    .addColumn("input_tokens", "bigint", (column) => column.notNull())
    .addColumn("output_tokens", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("interaction_models_key", ["end_user", "interaction_id", "model"])
    .modifyEnd(inPrimaryKey)
    .execute();

  await database.schema
    .createTable("daily_totals")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("day", "bigint", (column) => column.notNull())
    .addColumn("n_interactions", "bigint", (column) => column.notNull())
    .addColumn("n_positive_explicit", "bigint", (column) => column.notNull())
    .addColumn("n_negative_explicit", "bigint", (column) => column.notNull())
    .addColumn("n_positive_implicit", "bigint", (column) => column.notNull())
    .addColumn("n_negative_implicit", "bigint", (column) => column.notNull())
    .addColumn("n_feedback", "bigint", (column) => column.notNull())
    .addColumn("cost", "double precision", (column) => column.notNull())
    .addColumn("input_tokens", "bigint", (column) => column.notNull())
    .addColumn("output_tokens", "bigint", (column) => column.notNull())
    .addColumn("latency_ms", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("daily_totals_key", ["kind", "name", "value", "day"])
    .modifyEnd(inPrimaryKey)
    .execute();

  await database.schema
    .createTable("daily_sessions")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("day", "bigint", (column) => column.notNull())
    .addColumn("conversation_id", "text", (column) => column.notNull())
    .addColumn("turns", "integer", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("daily_sessions_key", ["end_user", "day", "conversation_id"])
    .modifyEnd(inPrimaryKey)
    .execute();
  await createIndex(database, "daily_sessions", ["day"]);

  await database.schema
    .createTable("waiting_events")
    .addColumn("end_user", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("input_hash", "text")
    .addColumn("output_hash", "text")
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("waiting_events_key", ["end_user", "id"])
    .execute();
  await createIndex(database, "waiting_events", ["received_at"]);
}

/** Whether personal data was to be removed: without it, what was sent cannot be told from what is stored. */
async function addAnonymize(database: Kysely<Tables>): Promise<void> {
  await database.schema
    .alterTable("interactions")
    .addColumn("anonymize", "integer", (column) => column.notNull().defaultTo(1))
    .execute();
}

async function createIndex(database: Kysely<Tables>, table: keyof Tables, columns: readonly string[]): Promise<void> {
  await database.schema
    .createIndex(`${table}_by_${columns.join("_")}`)
    .on(table)
    .columns([...columns])
    .execute();
}
