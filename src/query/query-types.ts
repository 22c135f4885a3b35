// The arguments of the read side, in TypeScript's spelling. Rows keep the platform's names: they are in wire/.

import type { ListFilter } from "../wire/filters.ts";
import type { Moment } from "../wire/interaction.ts";
import type { AggregateOrder, AggregateVariable, Granularity, GroupBy } from "../wire/interaction-aggregates.ts";

/** A stretch of time, both ends included. */
export interface TimeRange {
  /** Default: as far back as there is anything. */
  readonly start?: Moment;
  /** Default: now. */
  readonly end?: Moment;
}

/** Finds a text by a part of it, whatever its case. */
export interface SearchOptions {
  /** Left out: any text. */
  readonly search?: string;
  /** Also take interactions that have none. Default false. */
  readonly allowNulls?: boolean;
}

/**
 * One filter; `kind` decides which other fields it takes. The values of one filter are ORed, filters are ANDed.
 *
 * @example
 * ```ts
 * const filters: InteractionFilter[] = [
 *   { kind: "tag", tag: "country", values: ["US", "CA"] },
 *   { kind: "user_feedback", values: ["negative_explicit"] },
 * ];
 * ```
 */
export type InteractionFilter =
  | ListFilter
  | ({ readonly kind: "user_query"; readonly values?: readonly string[] } & SearchOptions)
  | ({ readonly kind: "warning_message" | "negative_intent_message" } & SearchOptions);

/** What every read takes. */
export interface ReadOptions {
  /** Ends the request, and the waiting between attempts; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Which interactions are meant. */
export interface Selection {
  readonly timeRange?: TimeRange;
  /** Default: none, all interactions are meant. */
  readonly filters?: readonly InteractionFilter[];
}

/** What part of a list is meant. */
interface PageOptions {
  /** Rows of the page, at most 10,000. Default 100. */
  readonly limit?: number;
  /** Rows before the page. Default 0. */
  readonly offset?: number;
}

/** The argument of `client.interactions.list`. */
export interface ListQuery extends Selection, PageOptions, ReadOptions {}

/** The argument of `client.interactions.iterate`. */
export interface IterateQuery extends Selection, ReadOptions {
  /** Rows fetched at a time, at most 10,000. Default 100. */
  readonly pageSize?: number;
}

/** The argument of `client.interactions.delete`: filters, or `all: true`. */
export interface DeleteQuery extends Selection, ReadOptions {
  /** Without filters, this must say that everything (of the time range, if there is one) is meant. */
  readonly all?: true;
}

/** What aggregates have in common. */
interface AggregateOptions extends Selection, PageOptions, ReadOptions {
  /** Numbers to tell of each group. Default: all. */
  readonly variables?: readonly AggregateVariable[];
  /** Default: the largest groups first. */
  readonly orderBy?: { readonly by: AggregateOrder; readonly direction?: "asc" | "desc" };
}

/** The argument of `client.analytics.aggregate`. */
export interface AggregateQuery extends AggregateOptions {
  /** Default: everything is one group. */
  readonly groupBy?: GroupBy;
  /** Groups within the groups, at most three. */
  readonly additionalGroupBys?: readonly GroupBy[];
}

/** The argument of `client.analytics.multiAggregate`. */
export interface MultiAggregateQuery extends AggregateOptions {
  /** One list of groupings per answer: the main one first, additional ones behind it. */
  readonly groupings: readonly (readonly [GroupBy, ...GroupBy[]])[];
}

/** The argument of `client.analytics.timeSeries`. */
export interface TimeSeriesQuery extends Omit<Selection, "timeRange">, ReadOptions {
  readonly timeRange: TimeRange & { readonly start: Moment };
  /** Length of a bucket; buckets are in UTC, weeks begin on Monday. Default `day`. */
  readonly granularity?: Granularity;
  /** Numbers to tell of each bucket. Default: all. */
  readonly variables?: readonly AggregateVariable[];
}
