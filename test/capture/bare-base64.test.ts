import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { flattenContent } from "../../src/capture/flatten-content.ts";
import { safeJson } from "../../src/capture/safe-json.ts";

const base64 = randomBytes(3_000).toString("base64");

test("base64 that no data URL announces is named by its length, in texts and inside of values", () => {
  expect(flattenContent(base64)).toBe("[base64: 4000 characters]");
  expect(safeJson({ image: { data: base64 } })).toBe('{"image":{"data":"[base64: 4000 characters]"}}');
});

test("prose, long words, hashes and lists stay as they are", () => {
  const texts = [
    "A long answer. ".repeat(500),
    "x".repeat(5_000),
    randomBytes(32).toString("hex"),
    Array.from({ length: 500 }, (_, index) => index).join(","),
    randomBytes(100).toString("base64"),
  ];
  for (const text of texts) expect(flattenContent(text)).toBe(text);
});
