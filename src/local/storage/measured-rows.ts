// The rows that grains are made from: the selected interactions, or what the daily tables hold and the interactions of
// the days that are not whole.

import { type RawBuilder, sql } from "kysely";
import type { DailyPlan } from "./daily-plan.ts";
import { type Selection, selectionCondition } from "./filter-conditions.ts";
import { type Keys, type Sum, summed } from "./grains.ts";
import { type Grouping, startOf } from "./grouping.ts";
import type { InteractionsTable } from "./tables.ts";

/** What is to be measured: interactions in groups. */
export interface Measured {
  readonly selection: Selection;
  readonly groupings: readonly Grouping[];
}

const dayMs = 86_400_000;

/** What a grouping may have its own share of. */
const amountColumns: ReadonlySet<keyof InteractionsTable> = new Set(["cost", "input_tokens", "output_tokens"] as const);

/** The interactions that are meant: their groups, and of their columns those that are read. */
export function selected(measured: Measured, columns: readonly (keyof InteractionsTable)[]): RawBuilder<unknown> {
  const shares = measured.groupings.find(({ amounts }) => amounts !== undefined)?.amounts;
  const tableOf = (column: keyof InteractionsTable): RawBuilder<unknown> =>
    shares !== undefined && amountColumns.has(column) ? shares : sql.id("interactions");
  return selectFrom(
    measured,
    columns.map((column) => sql`${tableOf(column)}.${sql.id(column)}`),
  );
}

/** The sums of each group and day, and those of the interactions before and after. */
export function countedByDay(measured: Measured, plan: DailyPlan, sums: readonly Sum[]): RawBuilder<unknown> {
  const keys = keysOf(measured);
  const columns = sums.map(({ column }) => sql`daily.${sql.id(column)}`);
  const read = [...new Set(sums.flatMap(({ reads }) => reads))];
  return unionAll([
    totalsOf(plan, columns),
    ...plan.edges.map((selection) => summed(keys, sums, sql`(${selected({ ...measured, selection }, read)}) as edge`)),
  ]);
}

/** The days on which each group has an interaction, some of them more than once. */
export function activeDays(measured: Measured, plan: DailyPlan | undefined): RawBuilder<unknown> {
  const day = startOf(sql`interactions.started_at`, dayMs);
  if (plan === undefined) {
    return sql`select ${sql.join(keysOf(measured))}, ${startOf(sql`started_at`, dayMs)} as day from selected`;
  }
  return unionAll([
    totalsOf(plan, [sql`daily.day as day`]),
    ...plan.edges.map((selection) => selectFrom({ ...measured, selection }, [sql`${day} as day`])),
  ]);
}

function totalsOf(plan: DailyPlan, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const { grouping, values } = plan;
  const isOfValues = values === undefined ? sql`1 = 1` : sql`daily.value in (${sql.join([...values])})`;
  return sql`select ${sql.join([sql`${grouping.key} as key_0`, ...columns])} from daily_totals as daily ${grouping.join}
    where daily.kind = ${grouping.kind} and daily.name = ${grouping.name} and ${isOfValues} and ${isWholeDay(plan)}`;
}

/** The sessions of each day, and the interactions before and after, each a part of its session. */
export function sessionsByDay(measured: Measured, plan: DailyPlan): RawBuilder<unknown> {
  const { grouping } = plan;
  const columns = ["end_user", "conversation_id", "started_at", "ended_at"].map((column) => sql.id(column));
  const day = startOf(sql`interactions.started_at`, dayMs);
  return unionAll([
    sql`select ${grouping.key} as key_0, ${sql.join(columns.map((column) => sql`daily.${column}`))},
        daily.day as day, daily.turns as turns
      from daily_sessions as daily ${grouping.join} where ${isWholeDay(plan)}`,
    ...plan.edges.map((selection) =>
      selectFrom({ ...measured, selection }, [
        ...columns.map((column) => sql`interactions.${column}`),
        sql`${day} as day`,
        sql`1 as turns`,
      ]),
    ),
  ]);
}

/** The intents of each group. Without an analyst there are none: that is asked once, before any interaction is looked at. */
export function intents(measured: Measured, plan: DailyPlan | undefined): RawBuilder<unknown> {
  const join = sql`inner join interaction_facets as intent on intent.end_user = interactions.end_user
    and intent.interaction_id = interactions.id and intent.kind = 'user_intent'
    and exists (select 1 from daily_totals where kind = 'user_intent')`;
  const intentsOf = (selection: Selection): RawBuilder<unknown> =>
    selectFrom({ ...measured, selection }, [sql`intent.value as intent`], join);
  if (plan?.hasSessions !== true) return intentsOf(measured.selection);
  const { grouping } = plan;
  return unionAll([
    sql`select ${grouping.key} as key_0, daily.value as intent from daily_totals as daily ${grouping.join}
      where daily.kind = 'user_intent' and daily.name = '' and ${isWholeDay(plan)}`,
    ...plan.edges.map(intentsOf),
  ]);
}

function selectFrom(
  { selection, groupings }: Measured,
  columns: readonly RawBuilder<unknown>[],
  furtherJoin: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const keys = groupings.map(({ key }, index) =>
    index === 0
      ? sql`${key} as ${sql.id("key_0")}`
      : // A key may be missing: it is marked, so that keys compare as plain texts.
        sql`case when ${key} is null then '' else '=' || ${key} end as ${sql.id(`key_${index}`)}`,
  );
  const [main] = groupings;
  const joins = groupings.map(({ join }) => join);
  return sql`select ${sql.join([...keys, ...columns])} from interactions ${sql.join([...joins, furtherJoin], sql` `)}
    where ${selectionCondition(selection)} and ${main?.key ?? sql`1`} is not null`;
}

function keysOf({ groupings }: Measured): Keys {
  return groupings.map((_, index) => sql.id(`key_${index}`));
}

function isWholeDay({ firstDay, lastDay }: DailyPlan): RawBuilder<unknown> {
  return sql`daily.day between ${firstDay} and ${lastDay}`;
}

function unionAll(queries: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(queries, sql` union all `);
}
