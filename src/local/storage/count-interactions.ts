// How many interactions a selection means.

import { type Kysely, sql } from "kysely";
import { planDaily } from "./daily-plan.ts";
import type { Selection } from "./filter-conditions.ts";
import { neededSums } from "./grains.ts";
import { oneGroup } from "./grouping.ts";
import { countedByDay } from "./measured-rows.ts";
import type { Tables } from "./tables.ts";

/** From the totals of its days, where they tell; undefined where the interactions must be counted. */
export async function countFromTotals(storage: Kysely<Tables>, selection: Selection): Promise<number | undefined> {
  const measured = { selection, groupings: [oneGroup] };
  const plan = planDaily(selection, measured.groupings);
  if (plan === undefined) return undefined;
  const counted = countedByDay(measured, plan, neededSums(new Set()));
  const { rows } = await sql<{ readonly total: number | null }>`
    select cast(sum(n_interactions) as bigint) as total from (${counted}) as counted`.execute(storage);
  return rows[0]?.total ?? 0;
}
