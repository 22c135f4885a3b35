// The databases that the suite of the local platform runs on: SQLite, or the PostgreSQL server that
// NEBULY_TEST_POSTGRES names.

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { onTestFinished } from "vitest";

const server = process.env.NEBULY_TEST_POSTGRES;

/** An empty database of its own, as the `database` option names it. */
export async function createTestDatabase(options: { readonly survivesRestart?: boolean } = {}): Promise<string> {
  if (server !== undefined && server !== "") return createPostgresDatabase(server);
  return options.survivesRestart === true ? createSqliteFile() : ":memory:";
}

/** The path of a database that is not there yet. */
export async function createSqliteFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "nebuly-test-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, "platform.db");
}

async function createPostgresDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client(url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const database = new URL(url);
  database.pathname = `/${name}`;
  return database.href;
}
