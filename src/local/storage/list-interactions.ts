// Get Interactions: one page and the total, both of the same instant.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { InteractionFilter, TimeRangeBody } from "../../wire/filters.ts";
import type { GetInteractionsBody, InteractionRow, Page } from "../../wire/get-interactions.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import { countFromTotals } from "./count-interactions.ts";
import { type FacetValues, facetOf, isExclusive, probingCondition, selectionCondition } from "./filter-conditions.ts";
import { textColumns, toInteractionRow } from "./interaction-row.ts";
import { readConsistently } from "./read-consistently.ts";
import type { Tables } from "./tables.ts";

/** The newest interactions first. */
export async function listInteractions(
  storage: Kysely<Tables>,
  body: GetInteractionsBody,
): Promise<Page<InteractionRow>> {
  const { limit, offset } = body;
  return readConsistently(storage, async (snapshot) => {
    const keys = await matchingKeys(snapshot, body);
    const total = (await countFromTotals(snapshot, body)) ?? (await countKeys(snapshot, keys));
    const rows = await snapshot
      .selectFrom(sql<Key>`(${keys} order by started_at desc, id desc limit ${limit} offset ${offset})`.as("page"))
      .innerJoin("interactions", (join) =>
        join.onRef("interactions.end_user", "=", "page.end_user").onRef("interactions.id", "=", "page.id"),
      )
      .innerJoin("interaction_texts as texts", (join) =>
        join.onRef("texts.end_user", "=", "page.end_user").onRef("texts.id", "=", "page.id"),
      )
      .selectAll("interactions")
      .select(textColumns)
      .orderBy("page.started_at", "desc")
      .orderBy("page.id", "desc")
      .execute();
    return { total, offset, limit, data: rows.map(toInteractionRow) };
  });
}

interface Key {
  readonly end_user: string;
  readonly id: string;
  readonly started_at: number;
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
