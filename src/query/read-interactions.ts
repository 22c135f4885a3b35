// Reading interactions: one page, or all of them page by page. Loaded with the first read.

import { checkArgument } from "../errors/check-argument.ts";
import { NebulyApiError } from "../errors/nebuly-api-error.ts";
import { getInteractionsPath } from "../wire/endpoints.ts";
import type { GetInteractionsBody, InteractionRow, Page } from "../wire/get-interactions.ts";
import { interactionRowSchema, pageSchema } from "../wire/get-interactions-schema.ts";
import { iterateQuerySchema, listQuerySchema } from "./query-schemas.ts";
import type { IterateQuery, ListQuery } from "./query-types.ts";
import { type ReadDependencies, read } from "./read-api.ts";
import { toWireSelection, type WireSelection } from "./wire-selection.ts";

const defaultPageSize = 100;
/** Rows that come in above push known ones down, but never so many pages in a row: a platform that repeats itself does. */
const maxRepeatedPages = 1_000;
const pageOfInteractions = pageSchema(interactionRowSchema);

/** One page. */
export async function listInteractions(
  dependencies: ReadDependencies,
  given: ListQuery,
): Promise<Page<InteractionRow>> {
  const query = checkArgument(listQuerySchema, given);
  const selection = toWireSelection(query, dependencies.clock.now());
  const { limit = defaultPageSize, offset = 0, signal } = query;
  return readPage(dependencies, { ...selection, limit, offset }, signal);
}

/**
 * All rows, a page at a time and each row once. The next page is fetched when its first row is asked for.
 *
 * Pages overlap by one row: where the overlap is not the row it was, rows have come or gone in between, and the page is
 * read again from further up. An open end of the time range is fixed when the reading begins, so that new interactions
 * do not push what is being read.
 */
export async function* iterateInteractions(
  dependencies: ReadDependencies,
  given: IterateQuery,
): AsyncGenerator<InteractionRow, void, undefined> {
  const query = checkArgument(iterateQuerySchema, given);
  const selection = toWireSelection(query, dependencies.clock.now());
  const { pageSize = defaultPageSize, signal } = query;
  const seen = new RecentIds(pageSize);
  let offset = 0;
  let repeatedPages = 0;
  while (true) {
    const page = await readFrom(dependencies, { selection, offset, pageSize, seen, signal });
    repeatedPages += 1;
    for (const row of page.data) {
      if (!seen.add(row.id)) continue;
      repeatedPages = 0;
      yield row;
    }
    if (repeatedPages > maxRepeatedPages) {
      const reason = "the answers repeat the same interactions without end";
      throw new NebulyApiError({ status: 200, reason, requestPath: getInteractionsPath });
    }
    offset = page.offset + page.data.length;
    // A page of the overlap alone, or of nothing, is the end whatever the total says.
    if (page.data.length < 2 || offset >= page.total) return;
  }
}

interface Position {
  readonly selection: WireSelection;
  readonly offset: number;
  readonly pageSize: number;
  readonly seen: RecentIds;
  readonly signal: AbortSignal | undefined;
}

/** Reads on from an offset, or from further up when rows before it have gone. */
async function readFrom(dependencies: ReadDependencies, position: Position): Promise<Page<InteractionRow>> {
  const { selection, pageSize, seen, signal } = position;
  let offset = Math.max(0, position.offset - 1);
  while (true) {
    // Pages of one row could not overlap and go on.
    const limit = Math.max(2, pageSize);
    const page = await readPage(dependencies, { ...selection, limit, offset }, signal);
    const [first] = page.data;
    const isJoined = offset === 0 || (first !== undefined && seen.has(first.id));
    if (isJoined) return { ...page, offset };
    offset = Math.max(0, offset - pageSize);
  }
}

function readPage(
  dependencies: ReadDependencies,
  body: GetInteractionsBody,
  signal: AbortSignal | undefined,
): Promise<Page<InteractionRow>> {
  return read(dependencies, { method: "POST", path: getInteractionsPath, body, schema: pageOfInteractions, signal });
}

/** The ids of the last pages: enough to know a row again, and no more however long the reading lasts. */
class RecentIds {
  readonly #ids = new Set<string>();
  readonly #capacity: number;

  constructor(pageSize: number) {
    this.#capacity = Math.max(10_000, pageSize * 3);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Whether the id is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#capacity && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}
