// Get Interaction Time Series: the numbers of each bucket, in UTC, empty buckets included.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Granularity, TimeSeries, TimeSeriesBody, TimeSeriesPoint } from "../../wire/interaction-aggregates.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import type { Grouping } from "./grouping.ts";
import { startOf } from "./grouping.ts";
import { allVariables, measureRelation, queryMeasured, toAggregateValues } from "./measures.ts";
import type { Tables } from "./tables.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
/** Weeks begin on Monday; 5 January 1970 was one. */
const mondayMs = 4 * dayMs;
/** A year of hours fits; a century of them is a mistake. */
export const maxBuckets = 10_000;

/** The starts of all buckets from the range's start to its end; undefined when there are too many. */
export function bucketStarts(body: TimeSeriesBody): readonly number[] | undefined {
  const end = momentToMs(body.time_range.end);
  const starts: number[] = [];
  let start = firstStart(momentToMs(body.time_range.start), body.granularity);
  while (start <= end) {
    if (starts.length >= maxBuckets) return undefined;
    starts.push(start);
    start = nextStart(start, body.granularity);
  }
  return starts;
}

export async function readTimeSeries(
  storage: Kysely<Tables>,
  body: TimeSeriesBody,
  starts: readonly number[],
): Promise<TimeSeries> {
  const buckets = starts.map((start) => new Date(start).toISOString());
  if (starts.length === 0) return { buckets, datasets: { total: [] } };
  const variables = body.variables ?? allVariables;
  const relation = measureRelation({
    selection: body,
    groupings: [bucketGrouping(body.granularity, starts)],
    variables,
  });
  const rows = await queryMeasured(storage, relation, sql`select * from measured`);
  const byStart = new Map(rows.map((row) => [Number(row.key_0), row]));
  const total = starts.map((start, index): TimeSeriesPoint => {
    return { bucket: buckets[index] ?? "", ...toAggregateValues(byStart.get(start) ?? {}, variables) };
  });
  return { buckets, datasets: { total } };
}

function bucketGrouping(granularity: Granularity, starts: readonly number[]): Grouping {
  switch (granularity) {
    case "minute":
      return bucketsOfLength(minuteMs);
    case "hour":
      return bucketsOfLength(hourMs);
    case "day":
      return bucketsOfLength(dayMs);
    case "week":
      return bucketsOfLength(weekMs, mondayMs);
    case "month":
    case "quarter":
    case "year":
      return calendarGrouping(granularity, starts);
    default:
      return granularity satisfies never;
  }
}

function bucketsOfLength(lengthMs: number, shiftMs = 0): Grouping {
  const keyOf = (moment: RawBuilder<unknown>): RawBuilder<string> =>
    sql`cast(${startOf(moment, lengthMs, shiftMs)} as text)`;
  return {
    key: keyOf(sql`interactions.started_at`),
    join: sql``,
    // A day lies whole in one bucket, unless that is shorter.
    ...(lengthMs >= dayMs && { daily: { kind: "all", name: "", key: keyOf(sql`daily.day`), join: sql`` } }),
  };
}

/** Months are of different lengths: each bucket is written down. */
function calendarGrouping(granularity: Granularity, starts: readonly number[]): Grouping {
  const rows: RawBuilder<unknown>[] = starts.map(
    (start) => sql`(${sql.lit(start)}, ${sql.lit(nextStart(start, granularity))})`,
  );
  const key = sql<string>`cast(bucket.column1 as text)`;
  const joinOn = (moment: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`inner join (values ${sql.join(rows)}) as bucket on ${moment} >= bucket.column1 and ${moment} < bucket.column2`;
  return {
    key,
    join: joinOn(sql`interactions.started_at`),
    daily: { kind: "all", name: "", key, join: joinOn(sql`daily.day`) },
  };
}

function firstStart(moment: number, granularity: Granularity): number {
  const date = new Date(moment);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (granularity) {
    case "minute":
      return floorTo(moment, minuteMs);
    case "hour":
      return floorTo(moment, hourMs);
    case "day":
      return floorTo(moment, dayMs);
    case "week":
      return floorTo(moment - mondayMs, weekMs) + mondayMs;
    case "month":
      return utc(year, month);
    case "quarter":
      return utc(year, month - (month % 3));
    case "year":
      return utc(year, 0);
    default:
      return granularity satisfies never;
  }
}

function nextStart(start: number, granularity: Granularity): number {
  const date = new Date(start);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (granularity) {
    case "minute":
      return start + minuteMs;
    case "hour":
      return start + hourMs;
    case "day":
      return start + dayMs;
    case "week":
      return start + weekMs;
    case "month":
      return utc(year, month + 1);
    case "quarter":
      return utc(year, month + 3);
    case "year":
      return utc(year + 1, 0);
    default:
      return granularity satisfies never;
  }
}

function floorTo(moment: number, lengthMs: number): number {
  return Math.floor(moment / lengthMs) * lengthMs;
}

/** Unlike `Date.UTC`, years before 100 are themselves. */
function utc(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1);
}
