// What the overview asks of the read APIs: first which stretch of time there is anything in, then each part by itself, so
// that what is counted quickly does not wait for what is not.

import { statusTag, unfinishedStatuses } from "../../../../wire/interaction-status.ts";
import { fetchGroups, type Group } from "../api/aggregates.ts";
import { fetchInteractions, type Selection } from "../api/interactions.ts";
import { fetchTimeSeries, type TimePoint } from "../api/time-series.ts";
import { parseSearch, toFilters } from "../state/search.ts";
import { type RangeName, toTimeRange } from "../state/time-range.ts";
import { chooseGranularity, type Granularity } from "./granularity.ts";

/** What is counted. */
export interface OverviewScope {
  readonly selection: Selection;
  readonly granularity: Granularity;
}

export interface OverviewSeries {
  readonly granularity: Granularity;
  readonly points: readonly TimePoint[];
  /** Interactions that did not complete, in the buckets of `points`. */
  readonly unfinished: readonly number[];
}

export type OverviewLatency = Pick<OverviewSeries, "granularity" | "points">;

const listedGroups = 6;
const summed = ["n_interactions", "cost", "user_feedback"] as const;

/** Undefined when there is no interaction. */
export async function loadScope(
  { search, range }: { readonly search: string; readonly range: RangeName },
  signal: AbortSignal,
): Promise<OverviewScope | undefined> {
  const nowMs = Date.now();
  const wanted: Selection = { time_range: toTimeRange(range, nowMs), filters: toFilters(parseSearch(search)) };
  const newest = await fetchInteractions(wanted, { limit: 1, offset: 0 }, signal);
  const last = newest.data[0]?.startedAt;
  if (last === undefined) return undefined;
  // A range that was asked for is shown whole, up to now; everything there is reaches from the first to the last.
  const endMs = range === "all" ? Date.parse(last) : Math.max(nowMs, Date.parse(last));
  const startMs = range === "all" ? await findFirst(wanted, newest.total, signal) : Date.parse(wanted.time_range.start);
  return {
    selection: { ...wanted, time_range: { start: toIso(startMs), end: toIso(endMs) } },
    granularity: chooseGranularity(endMs - startMs),
  };
}

export async function loadSeries(scope: OverviewScope, signal: AbortSignal): Promise<OverviewSeries> {
  const { selection, granularity } = scope;
  const [points, unfinished] = await Promise.all([
    fetchTimeSeries(selection, { granularity, variables: summed }, signal),
    fetchTimeSeries(onlyUnfinished(selection), { granularity, variables: ["n_interactions"] }, signal),
  ]);
  const countAt = new Map(unfinished.map((point) => [point.startSeconds, point.interactions]));
  return { granularity, points, unfinished: points.map((point) => countAt.get(point.startSeconds) ?? 0) };
}

/** By itself: percentiles look at every interaction, sums do not. */
export async function loadLatencySeries(
  { selection, granularity }: OverviewScope,
  signal: AbortSignal,
): Promise<OverviewLatency> {
  const points = await fetchTimeSeries(selection, { granularity, variables: ["latency_percentiles"] }, signal);
  return { granularity, points };
}

/** How the interactions ended that did not complete. */
export function loadEndings(
  { selection }: { readonly selection: Selection },
  signal: AbortSignal,
): Promise<readonly Group[]> {
  return fetchGroups(onlyUnfinished(selection), { kind: "tag", tag: statusTag, limit: listedGroups }, signal);
}

export function loadGroups(
  { selection }: OverviewScope,
  kind: "model" | "language" | "user",
  signal: AbortSignal,
): Promise<readonly Group[]> {
  return fetchGroups(selection, { kind, limit: listedGroups }, signal);
}

function onlyUnfinished(selection: Selection): Selection {
  return { ...selection, filters: [...selection.filters, { kind: "tag", tag: statusTag, values: unfinishedStatuses }] };
}

async function findFirst(wanted: Selection, total: number, signal: AbortSignal): Promise<number> {
  const oldest = await fetchInteractions(wanted, { limit: 1, offset: Math.max(0, total - 1) }, signal);
  return Date.parse(oldest.data[0]?.startedAt ?? wanted.time_range.start);
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
