import { expect, test } from "vitest";
import { RecentIds } from "../../src/langchain/recent-ids.ts";

test("the last so many ids are known, and no others", () => {
  const ids = new RecentIds(3);
  for (const id of ["a", "b", "c", "d"]) ids.add(id);
  expect(["a", "b", "c", "d"].map((id) => ids.has(id))).toEqual([false, true, true, true]);
});

test("an id that is known already takes no second place", () => {
  const ids = new RecentIds(2);
  for (const id of ["a", "a", "a", "b"]) ids.add(id);
  expect(["a", "b"].map((id) => ids.has(id))).toEqual([true, true]);
});
