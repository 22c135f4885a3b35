// Numbers as people read them.

import { describe, expect, test } from "vitest";
import { prettyJson } from "../../src/local/viewer/browser/detail/pretty-json.ts";
import { formatCost, formatCount, formatSeconds, formatShare } from "../../src/local/viewer/format.ts";

describe("formats", () => {
  test.each([
    [0, "$0"],
    [0.4, "<$0.000001"],
    [42, "$0.000042"],
    [1_250, "$0.00125"],
    [120_000, "$0.12"],
    [1_500_000, "$1.50"],
    [2_500_000_000, "$2.5K"],
  ])("%d micro-dollars are %s", (cost, text) => expect(formatCost(cost)).toBe(text));

  test.each([
    [0, "0 ms"],
    [0.25, "250 ms"],
    [0.9999, "1.00 s"],
    [2.5, "2.50 s"],
    [42.04, "42.0 s"],
    [59.97, "1 min 0 s"],
    [3_725, "1 h 2 min"],
  ])("%d seconds are %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  test("counts are exact as long as they fit", () => {
    expect([9_999, 12_345, 1_200_000].map(formatCount)).toEqual(["9,999", "12.3K", "1.2M"]);
  });

  test("a share never reads as nothing when there is something", () => {
    expect([formatShare(0, 0), formatShare(1, 5000), formatShare(1, 16), formatShare(1, 2)]).toEqual([
      "0%",
      "<0.1%",
      "6.3%",
      "50%",
    ]);
  });

  test("JSON objects and lists come on several lines, everything else stays as it is", () => {
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect([prettyJson("42"), prettyJson("[unclear"), prettyJson("Hello")]).toEqual([undefined, undefined, undefined]);
  });
});
