import { expect, test } from "vitest";
import { BatchGroup } from "../../src/langchain/batch-group.ts";

function batchOf(...answers: readonly (readonly unknown[])[]): unknown[] {
  const group = new BatchGroup();
  for (const _ of answers.slice(1)) group.join();
  for (const answer of answers) group.note(answer);
  return answers.map((answer, index) => group.answerOf(index, answer));
}

test("a list that all elements were told holds an answer for each", () => {
  const all = ["a", "b"];
  expect(batchOf(all, all)).toEqual(["a", "b"]);
});

test("a list that one element was told is its own answer, however long", () => {
  expect(batchOf(["a", "b"], ["c", "d"])).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("a list of another length than the batch is everybody's own answer, although all were told the same", () => {
  const constant = ["a", "b", "c"];
  expect(batchOf(constant, constant)).toEqual([constant, constant]);
});
