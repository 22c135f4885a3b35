// Changes beside those of other platforms on the same database.

import { DatabaseSync } from "node:sqlite";
import { sql, type Transaction } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { changeInTransaction } from "../../src/local/storage/change-in-transaction.ts";
import { openStorage } from "../../src/local/storage/open-storage.ts";
import { readConsistently } from "../../src/local/storage/read-consistently.ts";
import type { Tables } from "../../src/local/storage/tables.ts";
import { createSqliteFile, createTestDatabase } from "./test-database.ts";

async function open(database: string): Promise<Awaited<ReturnType<typeof openStorage>>> {
  const storage = await openStorage(database);
  onTestFinished(() => storage.destroy());
  return storage;
}

async function addWaiting(transaction: Transaction<Tables>, content = "{}"): Promise<void> {
  const event = { type: "tags", id: "1", at: 0, content, end_user: "user-1", received_at: 0 } as const;
  await transaction
    .insertInto("waiting_events")
    .values({ ...event, input_hash: null, output_hash: null })
    .execute();
}

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

test.each(["40P01", "40001"])("a change that the engine breaks off with %s begins again", async (code) => {
  const storage = await open(await createTestDatabase());
  let attempts = 0;
  await changeInTransaction(storage, async (transaction) => {
    attempts += 1;
    // Were the first attempt not undone, this would be there already.
    await addWaiting(transaction);
    if (attempts === 1) throw withCode(code);
  });
  expect(attempts).toBe(2);
  expect(await storage.selectFrom("waiting_events").select("id").execute()).toHaveLength(1);
});

test.each([
  ["40P01", 5],
  ["23505", 1],
])("a change that always fails with %s is tried %i times", async (code, expected) => {
  const storage = await open(await createTestDatabase());
  let attempts = 0;
  const change = async (): Promise<never> => {
    attempts += 1;
    throw withCode(code);
  };
  await expect(changeInTransaction(storage, change)).rejects.toMatchObject({ code });
  expect(attempts).toBe(expected);
});

test("on one SQLite file, nobody writes between what a change reads and what it writes", async () => {
  const file = await createSqliteFile();
  const storage = await open(file);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  await changeInTransaction(storage, async (transaction) => {
    await transaction.selectFrom("waiting_events").select("id").execute();
    expect(() => other.exec("update waiting_events set at = 1")).toThrow("locked");
    await addWaiting(transaction);
  });
  other.exec("begin immediate; update waiting_events set at = 1");
  const read = (transaction: Transaction<Tables>) => transaction.selectFrom("waiting_events").select("at").execute();
  expect(await readConsistently(storage, read)).toEqual([{ at: 0 }]);
});

test("a full disk is named, and changes go on when there is room again", async () => {
  const storage = await open(await createSqliteFile());
  await sql`PRAGMA max_page_count = 80`.execute(storage);
  const add = () => changeInTransaction(storage, (transaction) => addWaiting(transaction, "x".repeat(1_000_000)));
  await expect(add()).rejects.toThrow("disk is full");
  await sql`PRAGMA max_page_count = 1000`.execute(storage);
  await add();
});
