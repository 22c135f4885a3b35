// Get Interaction Aggregates: groups of interactions with their numbers, one page of them and the total.

import { type Kysely, sql } from "kysely";
import type { Page } from "../../wire/get-interactions.ts";
import type { AggregateRow, AggregatesBody } from "../../wire/interaction-aggregates.ts";
import { groupingBy, groupName, oneGroup } from "./grouping.ts";
import { allVariables, measureRelation, queryMeasured, toAggregateValues, variablesOf } from "./measures.ts";
import type { Tables } from "./tables.ts";

/** The largest groups first, unless another order is asked for. */
export async function aggregateInteractions(
  storage: Kysely<Tables>,
  body: AggregatesBody,
  options: { readonly hasAnalyst: boolean },
): Promise<Page<AggregateRow>> {
  const { limit, offset } = body;
  const groupBy = body.group_by ?? undefined;
  const additional = body.additional_group_bys ?? [];
  const variables = body.variables ?? allVariables;
  const order = body.order_by ?? { by: "n_interactions", direction: "desc" };
  const relation = measureRelation({
    selection: body,
    groupings: [
      groupBy === undefined ? oneGroup : groupingBy(storage, groupBy, { index: 0, ...options }),
      ...additional.map((by, index) => groupingBy(storage, by, { index: index + 1, ...options })),
    ],
    variables: [...variables, ...variablesOf(order.by)],
  });
  const names = [...additional.keys()].map((index) => sql.id(`key_${index + 1}`));
  const column = order.by === "group_name" ? sql.id("key_0") : sql.id(order.by);
  const direction = order.direction === "asc" ? sql`asc` : sql`desc`;
  const rows = await queryMeasured(
    storage,
    relation,
    sql`select measured.*, count(*) over () as total from measured
      order by ${column} ${direction} nulls last, ${sql.join([sql.id("key_0"), ...names])}
      limit ${limit} offset ${offset}`,
  );
  const total = rows[0]?.total ?? (offset === 0 ? 0 : await countGroups(storage, relation));
  return {
    total: Number(total),
    offset,
    limit,
    data: rows.map((row) => ({
      group_name: groupName(groupBy, String(row.key_0)),
      additional_groups: additional.map((by, index) => {
        const key = String(row[`key_${index + 1}`]);
        return key === "" ? null : groupName(by, key.slice(1));
      }),
      ...toAggregateValues(row, variables),
    })),
  };
}

/** A page behind the last group has no row that could tell the total. */
async function countGroups(storage: Kysely<Tables>, relation: ReturnType<typeof measureRelation>): Promise<number> {
  const [row] = await queryMeasured(storage, relation, sql`select count(*) as total from measured`);
  return Number(row?.total ?? 0);
}
