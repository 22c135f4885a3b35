// The arguments of the read side, in TypeScript's spelling. Rows keep the platform's names: they are in wire/.

import type { ListFilter } from "../wire/filters.ts";
import type { Moment } from "../wire/interaction.ts";

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

export interface ListQuery extends Selection, ReadOptions {
  /** Rows of the page. Default 100. */
  readonly limit?: number;
  /** Rows before the page. Default 0. */
  readonly offset?: number;
}

export interface IterateQuery extends Selection, ReadOptions {
  /** Rows fetched at a time. Default 100. */
  readonly pageSize?: number;
}
