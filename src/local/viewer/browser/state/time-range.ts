// The stretches of time that a person picks from, and what they are on the wire.

import type { TimeRangeBody } from "../../../../wire/filters.ts";

export type RangeName = "hour" | "day" | "week" | "month" | "all";

const hourMs = 3_600_000;

const lengthsMs: Readonly<Record<Exclude<RangeName, "all">, number>> = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
};

export const rangeLabels: Readonly<Record<RangeName, string>> = {
  hour: "Last hour",
  day: "Last 24 hours",
  week: "Last 7 days",
  month: "Last 30 days",
  all: "All time",
};

export function isRangeName(text: string): text is RangeName {
  return text in rangeLabels;
}

/** The range that ends now; clocks of other machines may run ahead, so an open end lies a day ahead. */
export function toTimeRange(name: RangeName, nowMs: number, endMs?: number): TimeRangeBody {
  const start = name === "all" ? 0 : nowMs - lengthsMs[name];
  return { start: new Date(start).toISOString(), end: new Date(endMs ?? nowMs + 24 * hourMs).toISOString() };
}
