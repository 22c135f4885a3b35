// Writing in batches: what comes together goes together, and nobody suffers from another's record.

import { expect, test } from "vitest";
import { BatchWriter } from "../../src/local/storage/batch-writer.ts";
import type { InteractionRecord } from "../../src/local/storage/tables.ts";

/** A record that is told by its id alone. */
const record = (id: string): InteractionRecord => ({ facts: { id } }) as InteractionRecord;

test("what arrives during a write is written together, once", async () => {
  const writes: string[][] = [];
  const writer = new BatchWriter(async (records) => {
    writes.push(records.map(({ facts }) => facts.id));
  });
  await Promise.all(["a", "b", "c", "d"].map((id) => writer.store([record(id)])));
  await writer.store([record("e")]);
  expect(writes).toEqual([["a"], ["b", "c", "d"], ["e"]]);
});

test("a record that cannot be stored rejects for its sender alone", async () => {
  const stored: string[] = [];
  const writer = new BatchWriter(async (records) => {
    const ids = records.map(({ facts }) => facts.id);
    if (ids.includes("bad")) throw new Error("cannot be stored");
    stored.push(...ids);
  });
  const outcomes = await Promise.allSettled(["a", "b", "bad", "c"].map((id) => writer.store([record(id)])));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(stored).toEqual(["a", "b", "c"]);
});

test("a batch is bounded, a single call is never split", async () => {
  const sizes: number[] = [];
  const writer = new BatchWriter(async (records) => {
    sizes.push(records.length);
  });
  const many = Array.from({ length: 1_200 }, (_, index) => record(String(index)));
  await Promise.all([writer.store([record("first")]), writer.store(many), ...many.map((one) => writer.store([one]))]);
  expect(sizes).toEqual([1, 1_200, 500, 500, 200]);
});
