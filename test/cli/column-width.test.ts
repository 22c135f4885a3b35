// What a person sees as one character takes its columns once, and lines are broken between such, never within.

import { expect, test } from "vitest";
import { columnWidth, splitAtColumn } from "../../src/cli/column-width.ts";
import { joinParts } from "../../src/cli/wrap-text.ts";
import { fc } from "../property-testing.ts";

test("scripts of East Asia and pictures take two columns, however many code points they are made of", () => {
  const widths = ["abc", "営業", "👍🏽", "👩‍👩‍👧‍👦", "🇮🇹🇩🇪", "é", "❤️", "مرحبا"].map(columnWidth);
  expect(widths).toEqual([3, 4, 2, 2, 4, 1, 2, 5]);
});

test("a family and a flag are never cut apart", () => {
  expect(splitAtColumn("a👩‍👩‍👧‍👦b", 2)).toEqual(["a", "👩‍👩‍👧‍👦b"]);
  expect(splitAtColumn("🇮🇹🇩🇪", 3)).toEqual(["🇮🇹", "🇩🇪"]);
});

test("both halves of any text are the text, and the first fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 30 }), (text, columns) => {
      const [begin, rest] = splitAtColumn(text, columns);
      expect(begin + rest).toBe(text);
      expect(columnWidth(begin)).toBeLessThanOrEqual(columns);
    }),
  );
});

test("parts that do not fit beside each other go on below, colours not counted", () => {
  const red = "\u001b[31mcancelled\u001b[39m";
  expect(joinParts(["12:00", "ada", red], { indent: 2, columns: 21 })).toBe(`12:00  ada  ${red}`);
  expect(joinParts(["12:00", "ada", red], { indent: 2, columns: 20 })).toBe(`12:00  ada\n  ${red}`);
});
