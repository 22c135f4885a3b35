// Node's own SQLite, in the shape that Kysely's SQLite dialect drives.

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";

/** Statements kept prepared; what the queries of this platform need is far below. */
const maxStatements = 300;

/** Pages kept in memory. */
const cacheKibibytes = 65_536;
/** Of the file, what is read without being copied: the operating system's own cache serves it. */
const mappedBytes = 2 ** 31;

/**
 * Opens a database file, or `:memory:`. Throws when the file is no database or cannot be made. A reader changes nothing, and
 * finds a file that was opened before.
 */
export function openNodeSqlite(path: string, options: { readonly isReader?: boolean } = {}): SqliteDatabase {
  const isReader = options.isReader === true;
  const database = new DatabaseSync(path, { readOnly: isReader });
  // Another platform may have the file open: from here on, its turn is waited for.
  database.exec("PRAGMA busy_timeout = 5000");
  // WAL: reading goes on while a write is under way; NORMAL loses no committed write when the process dies.
  if (!isReader) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  // SQLite's own defaults are for a telephone: 2 MB of pages kept, what is sorted written to files.
  database.exec(
    `PRAGMA cache_size = -${cacheKibibytes}; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = ${mappedBytes}`,
  );
  // SQLite's own lower() knows ASCII only, PostgreSQL's knows every letter.
  database.function("lower", { deterministic: true }, (text) => (typeof text === "string" ? text.toLowerCase() : text));
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      if (statements.size >= maxStatements) statements.clear();
      const prepared = prepareStatement(database, sql);
      statements.set(sql, prepared);
      return prepared;
    },
    close() {
      database.close();
    },
  };
}

function prepareStatement(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(toInputValue)),
    run: (parameters) => statement.run(...parameters.map(toInputValue)),
    iterate: (parameters) => statement.iterate(...parameters.map(toInputValue)),
  };
}

function toInputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
    return value;
  }
  throw new TypeError(`a ${typeof value} cannot be stored`);
}
