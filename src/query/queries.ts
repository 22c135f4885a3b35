// The read side of a client, thin: what reads, and the validator with it, is loaded with the first call.

import type { InteractionRow, Page } from "../wire/get-interactions.ts";
import type { IterateQuery, ListQuery } from "./query-types.ts";
import type { ReadDependencies } from "./read-api.ts";

/** Reads interactions back. */
export interface InteractionQueries {
  /**
   * One page of interactions.
   *
   * Rejects with `NebulyValidationError` when the query cannot be used, `NebulyApiError` when the platform refuses and
   * `NebulyConnectionError` when it cannot be reached. Failed attempts are repeated.
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
}

export interface Queries {
  readonly interactions: InteractionQueries;
  readonly conversations: object;
  readonly analytics: object;
}

/** Makes the read side of a client; it sends nothing before the first call. */
export function createQueries(dependencies: ReadDependencies): Queries {
  return {
    interactions: {
      async list(query = {}) {
        const { listInteractions } = await import("./read-interactions.ts");
        return listInteractions(dependencies, query);
      },
      async *iterate(query = {}) {
        const { iterateInteractions } = await import("./read-interactions.ts");
        yield* iterateInteractions(dependencies, query);
      },
    },
    conversations: {},
    analytics: {},
  };
}
