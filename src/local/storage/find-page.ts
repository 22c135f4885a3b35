// Which interactions a page holds, newest first, and how many there are in all: found without reading more than it takes.

import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { InteractionFilter, TimeRangeBody } from "../../wire/filters.ts";
import type { GetInteractionsBody } from "../../wire/get-interactions.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import { countFromTotals } from "./count-interactions.ts";
import { type FacetValues, facetOf, isExclusive, probingCondition, selectionCondition } from "./filter-conditions.ts";
import type { InteractionTextsTable, Tables } from "./tables.ts";

/** What a page's interactions are joined by. */
export interface Key {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
}

/** A subquery of the page's keys, and the total. Both are of the same instant where the storage is a snapshot. */
export async function findPage(
  snapshot: Kysely<Tables>,
  body: GetInteractionsBody,
): Promise<{ readonly total: number; readonly keys: RawBuilder<Key> }> {
  const matching = await matchingKeys(snapshot, body);
  const total = (await countFromTotals(snapshot, body)) ?? (await countKeys(snapshot, matching));
  return {
    total,
    keys: sql<Key>`(${matching} order by started_at desc, id desc limit ${body.limit} offset ${body.offset})`,
  };
}

/** The interactions of a page with their texts, newest first. */
export function selectPage(
  snapshot: Kysely<Tables>,
  keys: RawBuilder<Key>,
): SelectQueryBuilder<
  Tables & { page: Key; texts: InteractionTextsTable },
  "page" | "interactions" | "texts",
  Record<never, never>
> {
  return snapshot
    .selectFrom(keys.as("page"))
    .innerJoin("interactions", (join) =>
      join.onRef("interactions.end_user", "=", "page.end_user").onRef("interactions.id", "=", "page.id"),
    )
    .innerJoin("interaction_texts as texts", (join) =>
      join.onRef("texts.end_user", "=", "page.end_user").onRef("texts.id", "=", "page.id"),
    )
    .orderBy("page.started_at", "desc")
    .orderBy("page.id", "desc");
}

async function countKeys(snapshot: Kysely<Tables>, keys: RawBuilder<Key>): Promise<number> {
  const { total } = await snapshot
    .selectFrom(sql<Key>`(${keys})`.as("matching"))
    .select((builder) => builder.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  return total;
}

/**
 * Users, ids and starts of what matches. Where a filter names values that an interaction has one of at most, the index of
 * values is followed, which is in the order of time; the rarest of several leads, and the others are looked up for each.
 */
async function matchingKeys(
  snapshot: Kysely<Tables>,
  { time_range: range, filters }: GetInteractionsBody,
): Promise<RawBuilder<Key>> {
  const lead = await rarest(snapshot, range, filters);
  if (lead === undefined) {
    const condition = selectionCondition({ time_range: range, filters });
    return sql`select interactions.end_user, interactions.id, interactions.started_at as started_at
      from interactions where ${condition}`;
  }
  const { facet, filter } = lead;
  const others = filters.filter((other) => other !== filter);
  const join = sql`inner join interactions
    on interactions.end_user = lead.end_user and interactions.id = lead.interaction_id`;
  return sql`select lead.end_user as end_user, lead.interaction_id as id, lead.started_at as started_at
    from interaction_facets as lead ${others.length === 0 ? sql`` : join}
    where lead.kind = ${facet.kind} and lead.name = ${facet.name} and lead.value in (${sql.join([...facet.values])})
      and lead.started_at between ${momentToMs(range.start)} and ${momentToMs(range.end)}
      and ${probingCondition(others)}`;
}

interface Lead {
  readonly filter: InteractionFilter;
  readonly facet: FacetValues;
}

async function rarest(
  snapshot: Kysely<Tables>,
  range: TimeRangeBody,
  filters: readonly InteractionFilter[],
): Promise<Lead | undefined> {
  const leads = filters.flatMap((filter): Lead[] => {
    const facet = facetOf(filter);
    return facet !== undefined && facet.values.length > 0 && isExclusive(facet) ? [{ filter, facet }] : [];
  });
  if (leads.length < 2) return leads[0];
  const counts = await Promise.all(
    leads.map(({ filter }) => countFromTotals(snapshot, { time_range: range, filters: [filter] })),
  );
  const [least] = leads
    .map((lead, index) => ({ lead, count: counts[index] ?? 0 }))
    .sort((left, right) => left.count - right.count);
  return least?.lead;
}
