// Opens the database that an option names and brings its schema up to date.

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import { migrate } from "./migrations.ts";
import { openNodeSqlite } from "./node-sqlite.ts";
import type { Tables } from "./tables.ts";

/** Where a platform keeps its data when nothing else is said: below the current directory. */
export const defaultDatabase = ".nebuly/platform.db";

/** Opens `:memory:` or a file. Throws when it cannot be opened. */
export async function openStorage(database: string): Promise<Kysely<Tables>> {
  if (database !== ":memory:") prepareDirectory(database);
  const storage = new Kysely<Tables>({ dialect: new SqliteDialect({ database: openNodeSqlite(database) }) });
  await migrate(storage);
  return storage;
}

function prepareDirectory(path: string): void {
  const directory = dirname(resolve(path));
  mkdirSync(directory, { recursive: true });
  // Prompts and answers of a laptop's tests do not belong into a repository.
  if (basename(directory) === ".nebuly") writeFileSync(join(directory, ".gitignore"), "*\n");
}
