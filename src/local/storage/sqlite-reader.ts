// A place of their own for reads that may take long: a thread with a connection that only reads. SQLite runs a statement to
// its end, and nothing else happens in its thread until then; beside it, events are taken and stored. What runs in the
// thread stands in sqlite-reader-thread.ts.

import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Tables } from "./tables.ts";

/** What the thread is told. */
export type ReaderQuestion = { readonly sql: string; readonly parameters: readonly unknown[] } | "close";
/** What it answers, in the same order. What is in a row, the statement knows. */
export type ReaderAnswer = { readonly rows: never[] } | { readonly error: unknown };

/** Opens a reader of a file that has its schema. The thread starts with the first read. */
export function openSqliteReader(path: string): Kysely<Tables> | undefined {
  const threadFile = findThreadFile();
  if (threadFile === undefined) return undefined;
  // The thread starts later, and the process may be in another directory by then.
  const workerData = resolve(path);
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new ReaderDriver(() => new ReaderConnection(new Worker(threadFile, { workerData }))),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** Undefined in an app that was bundled into one file: what it reads shares the thread of what it writes. */
function findThreadFile(): URL | undefined {
  const here: string | undefined = import.meta.url;
  if (here?.startsWith("file:") !== true) return undefined;
  const file = new URL(`./sqlite-reader-thread${extname(here)}`, here);
  return existsSync(file) ? file : undefined;
}

/** One connection, which Kysely gives to one reader at a time. */
class ReaderDriver implements Driver {
  readonly #connect: () => ReaderConnection;
  #connection: ReaderConnection | undefined;

  constructor(connect: () => ReaderConnection) {
    this.#connect = connect;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    // A thread that died, as when memory was short, fails those that it served and nobody else.
    if (this.#connection?.isLost !== false) this.#connection = this.#connect();
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#connection?.close();
  }
}

interface Asked {
  resolve(rows: never[]): void;
  reject(error: unknown): void;
}

class ReaderConnection implements DatabaseConnection {
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  /** Answers come in the order of their questions. */
  #asked: Asked[] = [];
  #loss: unknown;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.on("message", (answer: ReaderAnswer) => {
      const asked = this.#asked.shift();
      if ("rows" in answer) asked?.resolve(answer.rows);
      else asked?.reject(answer.error);
    });
    thread.on("error", (error) => this.#lose(error));
    this.#ended = new Promise((resolve) => {
      thread.on("exit", () => {
        this.#lose(new Error("the reading thread has ended"));
        resolve();
      });
    });
  }

  get isLost(): boolean {
    return this.#loss !== undefined;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.isLost) throw this.#loss;
    const rows = await new Promise<Row[]>((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#ask({ sql, parameters });
    });
    return { rows };
  }

  streamQuery(): never {
    throw new Error("a reader answers whole");
  }

  /** Ends the thread once it has answered what it was asked. */
  async close(): Promise<void> {
    this.#ask("close");
    await this.#ended;
  }

  #ask(question: ReaderQuestion): void {
    this.#thread.postMessage(question);
  }

  #lose(error: unknown): void {
    this.#loss ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(this.#loss);
  }
}
