// Kysely's SQLite dialect, made to share a file with other processes.

import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter as KyselyAdapter,
  SqliteDialect as KyselyDialect,
  SqliteDriver as KyselyDriver,
  type SqliteDialectConfig,
  type TransactionSettings,
} from "kysely";

export class SqliteDialect extends KyselyDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new SqliteDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new SqliteAdapter();
  }
}

class SqliteAdapter extends KyselyAdapter {
  /** Migrations are one transaction: a process that is killed leaves no half of them, and a second one waits for the first. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteDriver extends KyselyDriver {
  /**
   * SQLite does not wait for its turn to write where another process has written since this one began to read: it fails. So
   * whoever may write waits at the beginning.
   */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const begin = settings?.accessMode === "read only" ? "begin" : "begin immediate";
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch {
      // SQLite has done so by itself, as when the disk is full; why is in the error that led here.
    }
  }
}
