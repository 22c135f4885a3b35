// Numbers as people read them.

import { describe, expect, test } from "vitest";
import { prettyJson } from "../../src/local/viewer/browser/detail/pretty-json.ts";
import { formatCostAtAxis, formatSecondsAtAxis } from "../../src/local/viewer/browser/overview/axis-format.ts";
import { chooseGranularity, formatTick } from "../../src/local/viewer/browser/overview/granularity.ts";
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

describe("at a chart's axis", () => {
  test("round values are short, cents have both places, and binary noise does not show", () => {
    expect([0, 0.25, 5, 12.5, 180].map(formatSecondsAtAxis)).toEqual(["0", "250 ms", "5 s", "12.5 s", "3 min"]);
    expect([0, 100_000, 50_000, 0.3 * 1e6, 1500, 2e6].map(formatCostAtAxis)).toEqual([
      "$0",
      "$0.10",
      "$0.05",
      "$0.30",
      "$0.0015",
      "$2",
    ]);
  });

  test("buckets are minutes within an hour, and no chart has more of them than it can show", () => {
    const hourMs = 3_600_000;
    expect([hourMs, 24 * hourMs, 168 * hourMs, 720 * hourMs].map(chooseGranularity)).toEqual([
      "minute",
      "hour",
      "day",
      "day",
    ]);
    expect(formatTick(Date.UTC(2026, 4, 1, 0, 0) / 1000, "day")).toBe("1 May");
  });
});
