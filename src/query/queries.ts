// The read side of a client, thin: what reads, and the validator with it, is loaded with the first call.

import type { ConversationDetail } from "../wire/conversation-detail.ts";
import type { DeleteInteractionsAnswer } from "../wire/delete-interactions.ts";
import type { InteractionRow, Page } from "../wire/get-interactions.ts";
import type { AggregateRow, TimeSeries } from "../wire/interaction-aggregates.ts";
import type { InteractionDetail } from "../wire/interaction-detail.ts";
import type {
  AggregateQuery,
  DeleteQuery,
  IterateQuery,
  ListQuery,
  MultiAggregateQuery,
  ReadOptions,
  TimeSeriesQuery,
} from "./query-types.ts";
import type { ReadDependencies } from "./read-api.ts";

/**
 * Reads interactions back.
 *
 * Every call rejects with `NebulyValidationError` when its argument cannot be used, `NebulyApiError` when the platform
 * refuses (`status` 404: there is no such thing) and `NebulyConnectionError` when it cannot be reached. Attempts that
 * failed for a while (429, 5xx, the network) are repeated, at most four in all.
 */
export interface InteractionQueries {
  /**
   * One page of interactions.
   *
   * @example
   * ```ts
   * const page = await client.interactions.list({
   *   timeRange: { start: "2026-01-01T00:00:00Z" },
   *   filters: [{ kind: "tag", tag: "country", values: ["US", "CA"] }],
   *   limit: 20,
   * });
   * console.log(page.total, page.data[0]?.input_text);
   * ```
   */
  list(query?: ListQuery): Promise<Page<InteractionRow>>;
  /**
   * All interactions of a query, each once, fetched a page at a time as they are asked for.
   *
   * @example
   * ```ts
   * for await (const row of client.interactions.iterate({ filters: [{ kind: "user", values: ["user-1"] }] })) {
   *   console.log(row.timestamp, row.input_text);
   * }
   * ```
   */
  iterate(query?: IterateQuery): AsyncIterableIterator<InteractionRow>;
  /**
   * One interaction with the conversation it belongs to.
   *
   * @example
   * ```ts
   * const { input, output, conversation } = await client.interactions.get(row.id);
   * ```
   */
  get(id: string, options?: ReadOptions): Promise<InteractionDetail>;
  /**
   * Deletes interactions for good: those that the filters name, or with `all: true` and no filters everything. A field that
   * is not known, or undefined, is refused: what is left of the query could mean more than you do.
   *
   * @example
   * ```ts
   * await client.interactions.delete({ filters: [{ kind: "user", values: ["user-1"] }] });
   * ```
   */
  delete(query: DeleteQuery): Promise<DeleteInteractionsAnswer>;
}

/** Reads whole conversations. Rejects as {@link InteractionQueries} does. */
export interface ConversationQueries {
  /**
   * One conversation with all its turns, oldest first.
   *
   * @example
   * ```ts
   * const { session_length, conversation } = await client.conversations.get("chat-7");
   * ```
   */
  get(id: string, options?: ReadOptions): Promise<ConversationDetail>;
}

/** Counts and averages. Rejects as {@link InteractionQueries} does. */
export interface AnalyticsQueries {
  /**
   * Groups of interactions with their numbers, the largest first.
   *
   * @example
   * ```ts
   * const { data } = await client.analytics.aggregate({
   *   groupBy: { kind: "tag", tag: "country" },
   *   variables: ["n_interactions", "n_users", "cost"],
   * });
   * ```
   */
  aggregate(query?: AggregateQuery): Promise<Page<AggregateRow>>;
  /**
   * Several groupings at once, one page for each, all of the same interactions.
   *
   * @example
   * ```ts
   * const [byTopic, byUser] = await client.analytics.multiAggregate({
   *   groupings: [[{ kind: "topic" }], [{ kind: "user" }, { kind: "language" }]],
   * });
   * ```
   */
  multiAggregate(query: MultiAggregateQuery): Promise<readonly Page<AggregateRow>[]>;
  /**
   * The numbers of every hour, day, week, month, quarter or year, empty ones included.
   *
   * @example
   * ```ts
   * const { datasets } = await client.analytics.timeSeries({
   *   timeRange: { start: "2026-01-01T00:00:00Z" },
   *   granularity: "week",
   * });
   * for (const point of datasets.total ?? []) console.log(point.bucket, point.n_interactions);
   * ```
   */
  timeSeries(query: TimeSeriesQuery): Promise<TimeSeries>;
}

export interface Queries {
  readonly interactions: InteractionQueries;
  readonly conversations: ConversationQueries;
  readonly analytics: AnalyticsQueries;
}

/** Makes the read side of a client; it sends nothing before the first call. */
export function createQueries(dependencies: ReadDependencies): Queries {
  const reads = (): Promise<typeof import("./reads.ts")> => import("./reads.ts");
  return {
    interactions: {
      list: async (query = {}) => (await reads()).listInteractions(dependencies, query),
      async *iterate(query = {}) {
        yield* (await reads()).iterateInteractions(dependencies, query);
      },
      get: async (id, options = {}) => (await reads()).getInteraction(dependencies, id, options),
      delete: async (query) => (await reads()).deleteInteractions(dependencies, query),
    },
    conversations: {
      get: async (id, options = {}) => (await reads()).getConversation(dependencies, id, options),
    },
    analytics: {
      aggregate: async (query = {}) => (await reads()).aggregate(dependencies, query),
      multiAggregate: async (query) => (await reads()).multiAggregate(dependencies, query),
      timeSeries: async (query) => (await reads()).timeSeries(dependencies, query),
    },
  };
}
