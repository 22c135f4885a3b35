// PostgreSQL, over a pool of connections.

import { type Dialect, PostgresDialect } from "kysely";
import pg from "pg";

/** Requests of the local platform at once; more wait for a connection. */
const maxConnections = 10;
const connectTimeoutMs = 10_000;

export function createPostgresDialect(url: string): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    // Counts and moments: all are far below 2^53.
    types: {
      getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that the server ended; the next query takes another.
  pool.on("error", () => {});
  return new PostgresDialect({ pool });
}
