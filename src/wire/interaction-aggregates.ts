// Aggregates of interactions, by group and by time. The schemas stand in interaction-aggregates-schema.ts.

import type { InteractionFilter, TimeRangeBody } from "./filters.ts";

/**
 * What can be counted or averaged. `user_feedback` gives five counts: feedback of each of the four kinds, and all of it.
 * `latency_percentiles` is of a local platform only, and only when asked for: p50, which is the median, and p95, which 95 of
 * 100 stay within.
 */
export type AggregateVariable =
  | "n_interactions"
  | "n_users"
  | "user_feedback"
  | "cost"
  | "latency_seconds"
  | "latency_percentiles"
  | "stickiness"
  | "session_length"
  | "session_time"
  | "retention"
  | "n_intents";

/** By what interactions are grouped; `tag` needs the tag's name. Only a local platform groups by `model`. */
export type GroupBy =
  | {
      readonly kind:
        | "user_intent"
        | "negative_user_intent"
        | "keyword"
        | "user_feedback"
        | "type_of_problem"
        | "topic"
        | "user"
        | "data_source"
        | "language"
        | "pii"
        | "day"
        | "conversation_id"
        | "model";
    }
  | { readonly kind: "tag"; readonly tag: string };

/** The numbers of one group or bucket; those that were not asked for are left out. */
export interface AggregateValues {
  readonly n_interactions?: number;
  /** Distinct end users. */
  readonly n_users?: number;
  readonly n_positive_explicit_user_feedback?: number;
  readonly n_negative_explicit_user_feedback?: number;
  readonly n_positive_implicit_user_feedback?: number;
  readonly n_negative_implicit_user_feedback?: number;
  readonly n_feedback?: number;
  /** In micro-dollars (1 USD = 1,000,000). */
  readonly cost?: number | null;
  /** Of all model calls; only a local platform tells them. */
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** Mean, in seconds. */
  readonly latency_seconds?: number | null;
  /** What half of the interactions stay within, in seconds; only a local platform tells it. */
  readonly latency_p50_seconds?: number | null;
  /** What 95 of 100 interactions stay within, in seconds; only a local platform tells it. */
  readonly latency_p95_seconds?: number | null;
  /** How much of its users a group sees on a day. */
  readonly stickiness?: number | null;
  /** Mean number of interactions in a conversation. */
  readonly session_length?: number | null;
  /** Mean time from a conversation's start to its end, in seconds. */
  readonly session_time?: number | null;
  /** Part of the users who came back on another day. */
  readonly retention?: number | null;
  /** Distinct intents. */
  readonly n_intents?: number | null;
}

/** One group. Fields that this version does not know are kept. */
export interface AggregateRow extends AggregateValues {
  readonly group_name: string;
  /** Of the additional groupings, in their order; null where an interaction has no such value. */
  readonly additional_groups?: readonly (string | null)[];
  readonly [field: string]: unknown;
}

/** What a list of groups can be sorted by. */
export type AggregateOrder = Exclude<keyof AggregateValues, number | symbol> | "group_name";

/** Body of `POST /api/external/get-interaction-aggregates`. */
export interface AggregatesBody {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
  /** Left out or null: everything is one group. */
  readonly group_by?: GroupBy | null;
  readonly additional_group_bys?: readonly GroupBy[] | null;
  /** Left out: all. */
  readonly variables?: readonly AggregateVariable[] | null;
  readonly order_by?: { readonly by: AggregateOrder; readonly direction: "asc" | "desc" } | null;
  readonly limit: number;
  readonly offset: number;
}

/** How long a bucket of a time series is; only a local platform counts by `minute`. */
export type Granularity = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** Body of `POST /api/external/get-interaction-time-series`. */
export interface TimeSeriesBody {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
  /** Left out: all. */
  readonly variables?: readonly AggregateVariable[] | null;
  readonly granularity: Granularity;
}

/** One bucket. Fields that this version does not know are kept. */
export interface TimeSeriesPoint extends AggregateValues {
  /** ISO 8601: the bucket's start, in UTC. */
  readonly bucket: string;
  readonly [field: string]: unknown;
}

/** A time series: the same buckets in every dataset, empty ones included. */
export interface TimeSeries {
  readonly buckets: readonly string[];
  /** `total` holds all interactions. */
  readonly datasets: Readonly<Record<string, readonly TimeSeriesPoint[]>>;
  readonly [field: string]: unknown;
}
