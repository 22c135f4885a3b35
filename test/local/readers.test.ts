// On a file of SQLite, long reads have threads of their own: events are taken beside them, and answers are as they were.

import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openReaders, openStorage } from "../../src/local/storage/open-storage.ts";
import { readConsistently } from "../../src/local/storage/read-consistently.ts";
import type { Tables } from "../../src/local/storage/tables.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform, type TestPlatform } from "./open-platform.ts";
import { createSqliteFile } from "./test-database.ts";

const ingest = "/event-ingestion/api/v3/events/trace_interaction";
const aggregates = "/api/external/get-interaction-aggregates";
const list = "/api/external/get-interactions";

/** As many different words as are kept of an input. */
function manyWords(seed: number): string {
  return Array.from({ length: 200 }, (_, index) => `word${seed}x${index}`).join(" ");
}

async function openFile(): Promise<TestPlatform & { readonly file: string }> {
  const file = await createSqliteFile();
  const platform = await openPlatform({ database: file });
  onTestFinished(() => platform.close());
  return { ...platform, file };
}

async function openReader(): Promise<{ readonly storage: Kysely<Tables>; readonly reader: Kysely<Tables> }> {
  const file = await createSqliteFile();
  const storage = await openStorage(file);
  const readers = openReaders(file);
  if (readers === undefined) throw new Error("a file has readers");
  onTestFinished(async () => {
    await readers.numbers.destroy();
    await storage.destroy();
  });
  return { storage, reader: readers.numbers };
}

const waitingEvent = {
  type: "tags",
  input_hash: null,
  output_hash: null,
  at: 0,
  content: "{}",
  received_at: 0,
} as const;

test("events are taken while a long aggregate runs", async () => {
  const platform = await openFile();
  const store = async (seed: number): Promise<void> => {
    const interaction = { input: manyWords(seed), conversation_id: `conversation-${seed}` };
    expect((await platform.post(ingest, interactionBody({ interaction }))).status).toBe(200);
  };
  for (let seed = 0; seed < 3; seed += 1) await store(seed);
  const ended: string[] = [];
  // Each word of an input with each: 120,000 groups.
  const keyword = { kind: "keyword" };
  const reading = platform
    .post(aggregates, {
      ...listBody(),
      group_by: keyword,
      additional_group_bys: [keyword],
      variables: ["n_interactions", "n_users"],
    })
    .then(({ status }) => ended.push(`read ${status}`));
  // Wherever among these the aggregate begins: without a thread of its own, it ends before the next one is answered.
  for (let seed = 3; seed < 6; seed += 1) await store(seed).then(() => ended.push("stored"));
  await reading;
  expect(ended).toEqual(["stored", "stored", "stored", "read 200"]);
}, 60_000);

test("what was answered as stored is in every list and number that is asked for afterwards", async () => {
  const platform = await openFile();
  for (let count = 1; count <= 20; count += 1) {
    await platform.post(ingest, interactionBody({ interaction: { input: `question ${count}` } }));
    expect(await platform.post(list, listBody())).toMatchObject({ body: { total: count } });
    expect(await platform.post(aggregates, listBody())).toMatchObject({ body: { data: [{ n_interactions: count }] } });
  }
});

test("several reads of one instant see nothing of what is written meanwhile", async () => {
  const { storage, reader } = await openReader();
  const count = async (database: Kysely<Tables>): Promise<number> =>
    (await database.selectFrom("waiting_events").select("id").execute()).length;
  await readConsistently(reader, async (snapshot) => {
    expect(await count(snapshot)).toBe(0);
    await storage
      .insertInto("waiting_events")
      .values({ ...waitingEvent, end_user: "user-1", id: "1" })
      .execute();
    expect(await count(snapshot)).toBe(0);
  });
  expect(await count(reader)).toBe(1);
});

test("a reader writes nothing, and a statement that fails fails alone", async () => {
  const { reader } = await openReader();
  const writing = reader
    .insertInto("waiting_events")
    .values({ ...waitingEvent, end_user: "user-1", id: "1" })
    .execute();
  await expect(writing).rejects.toThrow("readonly");
  await expect(sql`select id from nowhere`.execute(reader)).rejects.toThrow("nowhere");
  expect(await reader.selectFrom("waiting_events").selectAll().execute()).toEqual([]);
});

test("a thread that is lost fails who asked it, and the next one is asked of another", async () => {
  const file = await createSqliteFile();
  const reader = openReaders(file)?.numbers;
  const read = (): Promise<unknown> | undefined => reader?.selectFrom("waiting_events").selectAll().execute();
  // There is no file that it could open.
  await expect(read()).rejects.toThrow("unable to open database file");
  const storage = await openStorage(file);
  expect(await read()).toEqual([]);
  await reader?.destroy();
  await storage.destroy();
});

test("a platform that is closed leaves its file alone in its directory", async () => {
  const platform = await openFile();
  await platform.post(ingest, interactionBody());
  await Promise.all([platform.post(list, listBody()), platform.post(aggregates, listBody())]);
  await platform.close();
  expect(await readdir(dirname(platform.file))).toEqual([basename(platform.file)]);
});
