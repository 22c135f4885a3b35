// Everything that the overview shows, asked of the read APIs at once.

import { statusTag, unfinishedStatuses } from "../../../../wire/interaction-status.ts";
import { fetchGroups, fetchTotals, type Group, type Totals } from "../api/aggregates.ts";
import { fetchInteractions, type Selection } from "../api/interactions.ts";
import { fetchTimeSeries, type TimePoint } from "../api/time-series.ts";
import { parseSearch, toFilters } from "../state/search.ts";
import { type RangeName, toTimeRange } from "../state/time-range.ts";
import { chooseGranularity, type Granularity } from "./granularity.ts";

export interface Overview {
  readonly granularity: Granularity;
  readonly totals: Totals;
  readonly points: readonly TimePoint[];
  /** Interactions that did not end well, in the buckets of `points`. */
  readonly unfinished: readonly number[];
  readonly models: readonly Group[];
  readonly languages: readonly Group[];
  readonly endings: readonly Group[];
  readonly users: readonly Group[];
}

const listedGroups = 8;
const shown = ["n_interactions", "cost", "user_feedback", "latency_percentiles"] as const;

/** Undefined when there is no interaction. */
export async function loadOverview(
  { search, range }: { readonly search: string; readonly range: RangeName },
  signal: AbortSignal,
): Promise<Overview | undefined> {
  const wanted: Selection = { time_range: toTimeRange(range, Date.now()), filters: toFilters(parseSearch(search)) };
  const bounds = await findBounds(wanted, signal);
  if (bounds === undefined) return undefined;
  // From the first to the last there is, and not from 1970 to tomorrow.
  const selection: Selection = {
    filters: wanted.filters,
    time_range: { start: new Date(bounds.startMs).toISOString(), end: new Date(bounds.endMs).toISOString() },
  };
  const granularity = chooseGranularity(bounds.endMs - bounds.startMs);
  const unfinished: Selection = {
    ...selection,
    filters: [...selection.filters, { kind: "tag", tag: statusTag, values: unfinishedStatuses }],
  };
  const groups = (kind: "model" | "language" | "user"): Promise<readonly Group[]> =>
    fetchGroups(selection, { kind, limit: listedGroups }, signal);
  const [totals, points, unfinishedPoints, models, languages, users, endingGroups] = await Promise.all([
    fetchTotals(selection, signal),
    fetchTimeSeries(selection, { granularity, variables: shown }, signal),
    fetchTimeSeries(unfinished, { granularity, variables: ["n_interactions"] }, signal),
    groups("model"),
    groups("language"),
    groups("user"),
    fetchGroups(unfinished, { kind: "tag", tag: statusTag, limit: listedGroups }, signal),
  ]);
  const countAt = new Map(unfinishedPoints.map((point) => [point.startSeconds, point.interactions]));
  return {
    granularity,
    totals,
    points,
    unfinished: points.map((point) => countAt.get(point.startSeconds) ?? 0),
    models,
    languages,
    users,
    endings: endingGroups,
  };
}

async function findBounds(
  selection: Selection,
  signal: AbortSignal,
): Promise<{ readonly startMs: number; readonly endMs: number } | undefined> {
  const newest = await fetchInteractions(selection, { limit: 1, offset: 0 }, signal);
  const end = newest.data[0]?.timestamp;
  if (end === undefined) return undefined;
  const oldest = await fetchInteractions(selection, { limit: 1, offset: Math.max(0, newest.total - 1) }, signal);
  const start = oldest.data[0]?.timestamp ?? end;
  return { startMs: Date.parse(start), endMs: Date.parse(end) };
}
