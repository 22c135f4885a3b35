// What is told of texts that were embedded together.

import { expect, test } from "vitest";
import { embeddingInput } from "../../src/capture/embedding-input.ts";

test("one text is told whole, of several each one's beginning up to the end of a word", () => {
  const long = `${"word ".repeat(198)}sk-secret-key ${"more ".repeat(100)}`;
  expect(embeddingInput([long])).toBe(long);
  const [first, second, last] = embeddingInput([long, "short"]).split("\n");
  expect(first).toBe(`${"word ".repeat(198).trimEnd()} …[${long.length - 989} characters cut]…`);
  expect([second, last]).toEqual(["short", "[2 texts]"]);
});

test("a text without a space is cut at its limit", () => {
  expect(embeddingInput(["x".repeat(1_500), ""])).toBe(`${"x".repeat(1_000)} …[500 characters cut]…\n\n[2 texts]`);
});
