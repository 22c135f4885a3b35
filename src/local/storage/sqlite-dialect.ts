// Kysely's SQLite dialect, with transactions that say at their beginning whether they write.

import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
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
}
