// Opens the database that an option names and brings its schema up to date.

import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Dialect, Kysely } from "kysely";
import { fixStatistics } from "./fix-statistics.ts";
import { migrate } from "./migrations.ts";
import { openNodeSqlite } from "./node-sqlite.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";
import { openSqliteReader } from "./sqlite-reader.ts";
import type { Tables } from "./tables.ts";

/** Opens `:memory:`, a file, or a `postgres://` URL. Rejects when it cannot be opened. */
export async function openStorage(database: string): Promise<Kysely<Tables>> {
  try {
    return await open(database);
  } catch (cause) {
    // A server's address that is tried twice fails twice: that error has a code and no words.
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = cause instanceof Error && cause.message !== "" ? cause.message : code;
    throw new Error(`the database cannot be opened: ${reason}`, { cause });
  }
}

/** Where reads that may take long run beside everything else; each serves one after the other. */
export interface Readers {
  readonly lists: Kysely<Tables>;
  readonly numbers: Kysely<Tables>;
}

/** Undefined where the storage itself reads beside its writers, and where nobody else could read it: in memory. */
export function openReaders(database: string): Readers | undefined {
  if (isServer(database) || database === ":memory:") return undefined;
  const [lists, numbers] = [openSqliteReader(database), openSqliteReader(database)];
  return lists && numbers && { lists, numbers };
}

async function open(database: string): Promise<Kysely<Tables>> {
  const storage = new Kysely<Tables>({ dialect: await createDialect(database) });
  try {
    await migrate(storage);
    await fixStatistics(storage);
  } catch (error) {
    // No server, no right to create tables, a file that is no database: nothing is left open.
    await storage.destroy();
    throw error;
  }
  return storage;
}

async function createDialect(database: string): Promise<Dialect> {
  if (isServer(database)) {
    // The driver is loaded by those who have a server.
    const { createPostgresDialect } = await import("./postgres.ts");
    return createPostgresDialect(database);
  }
  if (database !== ":memory:") prepareFile(database);
  return new SqliteDialect({ database: openNodeSqlite(database) });
}

function isServer(database: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(database);
}

function prepareFile(path: string): void {
  const directory = dirname(resolve(path));
  mkdirSync(directory, { recursive: true });
  // Prompts and answers of a laptop's tests do not belong into a repository.
  if (basename(directory) === ".nebuly") writeFileSync(join(directory, ".gitignore"), "*\n");
  // Nor before the eyes of others who use the machine. SQLite gives the files beside it the mode of this one; of a file that is
  // there already, its owner has decided.
  closeSync(openSync(path, "a", 0o600));
}
