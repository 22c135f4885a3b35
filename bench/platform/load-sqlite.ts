// Traffic into a SQLite file.

import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Tables } from "../../src/local/storage/tables.ts";
import { loadTraffic, type Traffic } from "./load.ts";

/** Tables that lie in their primary key: filled in its order, as anywhere else in it costs a page. */
const keyOrders: ReadonlyMap<keyof Tables, string> = new Map([
  ["interaction_facets", "end_user, interaction_id, kind, name, value"],
  ["interaction_models", "end_user, interaction_id, model"],
  ["daily_sessions", "end_user, day, conversation_id"],
]);

/** Fills a file that has the platform's schema. Returns how many interactions there were. */
export async function loadSqlite(
  path: string,
  traffic: Traffic,
  onProgress: (loaded: number) => void,
): Promise<number> {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -262144");
  const indexes = database
    .prepare("select name, sql from sqlite_schema where type = 'index' and sql is not null")
    .all()
    .map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
  for (const { name } of indexes) database.exec(`drop index "${name}"`);
  for (const table of keyOrders.keys()) {
    database.exec(`create temp table "staged_${table}" as select * from "${table}" limit 0`);
  }
  const inserts = new Map<string, { readonly statement: StatementSync; readonly columns: readonly string[] }>();
  database.exec("begin");
  const loaded = await loadTraffic(
    {
      write(table, rows) {
        for (const row of rows) {
          let insert = inserts.get(table);
          if (insert === undefined) {
            const columns = Object.keys(row);
            const target = keyOrders.has(table) ? `temp."staged_${table}"` : `"${table}"`;
            const statement = database.prepare(
              `insert into ${target} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
            );
            insert = { statement, columns };
            inserts.set(table, insert);
          }
          const { statement, columns } = insert;
          const values = new Map<string, SQLInputValue>(Object.entries(row));
          statement.run(...columns.map((column) => values.get(column) ?? null));
        }
      },
    },
    traffic,
    onProgress,
  );
  for (const [table, order] of keyOrders) {
    const columns = inserts.get(table)?.columns.join(", ") ?? "*";
    database.exec(
      `insert into "${table}" (${columns}) select ${columns} from temp."staged_${table}" order by ${order}`,
    );
    database.exec(`drop table temp."staged_${table}"`);
  }
  for (const { sql } of indexes) database.exec(sql);
  database.exec("commit; PRAGMA journal_mode = WAL");
  database.close();
  return loaded;
}
