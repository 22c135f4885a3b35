// Traffic into a PostgreSQL server on this machine, by files that the server reads itself.

import { appendFileSync, chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { loadTraffic, type Traffic } from "./load.ts";

/** Fills a database that has the platform's schema. Returns how many interactions there were. */
export async function loadPostgres(
  url: string,
  traffic: Traffic,
  onProgress: (loaded: number) => void,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "nebuly-platform-load-"));
  // The server is another user.
  chmodSync(directory, 0o755);
  const client = new pg.Client(url);
  await client.connect();
  try {
    const columns = new Map<string, readonly string[]>();
    const loaded = await loadTraffic(
      {
        write(table, rows) {
          const [row] = rows;
          if (row === undefined) return;
          const names = columns.get(table) ?? Object.keys(row);
          columns.set(table, names);
          appendFileSync(join(directory, table), rows.map((row) => toLine(row, names)).join(""));
        },
      },
      traffic,
      onProgress,
    );
    const { drop, create } = await indexStatements(client);
    for (const statement of drop) await client.query(statement);
    for (const [table, names] of columns) {
      await client.query(`copy ${table} (${names.join(", ")}) from '${join(directory, table)}'`);
      rmSync(join(directory, table));
    }
    for (const statement of create) await client.query(statement);
    await client.query("vacuum analyze");
    return loaded;
  } finally {
    await client.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How much a database takes. */
export async function postgresBytes(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

async function indexStatements(
  client: pg.Client,
): Promise<{ readonly drop: readonly string[]; readonly create: readonly string[] }> {
  const keys = await client.query<{ name: string; table: string; definition: string }>(
    `select conname as name, conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'p' and connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'kysely%'`,
  );
  const indexes = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = 'public' and tablename not like 'kysely%' and indexname not in (select conname from pg_constraint)`,
  );
  return {
    drop: [
      ...indexes.rows.map(({ name }) => `drop index "${name}"`),
      ...keys.rows.map(({ name, table }) => `alter table ${table} drop constraint "${name}"`),
    ],
    create: [
      ...keys.rows.map(({ name, table, definition }) => `alter table ${table} add constraint "${name}" ${definition}`),
      ...indexes.rows.map(({ definition }) => definition),
    ],
  };
}

/** A line of COPY's text format. */
function toLine(row: object, columns: readonly string[]): string {
  const values = columns.map((column) => {
    const value: unknown = Reflect.get(row, column);
    return value === null ? "\\N" : String(value).replaceAll(/[\\\n\r\t]/g, (character) => escapes[character] ?? "");
  });
  return `${values.join("\t")}\n`;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
