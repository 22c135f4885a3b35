import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { RecentIds } from "../../src/langchain/recent-ids.ts";
import { fc } from "../property-testing.ts";

test("what was added lately is known, and what was added long ago is not", () => {
  const ids = new RecentIds(1_024);
  // The same ids every time: one draw in a hundred crowds one place with five of the last hundred.
  const all = Array.from({ length: 21_000 }, (_, index) => createHash("sha256").update(`${index}`).digest("hex"));
  const old = all.slice(0, 1_000);
  const recent = all.slice(1_000);
  for (const id of all) ids.add(id);
  expect(recent.slice(-100).every((id) => ids.has(id))).toBe(true);
  expect(old.some((id) => ids.has(id))).toBe(false);
});

test("no id is known that was not added", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 200 }), fc.string(), (added, other) => {
      const ids = new RecentIds(64);
      for (const id of added) ids.add(id);
      expect(ids.has(other) && !added.includes(other)).toBe(false);
    }),
  );
});

test("what is no id harms nobody", () => {
  const ids = new RecentIds(64);
  for (const id of [undefined, null, 7, Symbol("id")]) ids.add(id as unknown as string);
  expect(ids.has("7")).toBe(false);
});
