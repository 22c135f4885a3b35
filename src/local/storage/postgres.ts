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
  // A server that goes away ends idle connections, and those within a transaction; the next query takes another. What was
  // under way fails by itself: told besides as an event that nobody listens for, it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new PostgresDialect({ pool });
}
