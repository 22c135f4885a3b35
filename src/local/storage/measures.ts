// Counts and averages of groups of interactions, in one statement: the interactions that are meant are selected once, or
// taken from the daily tables; each grain is aggregated on its own, and the grains are joined on the group's keys.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AggregateOrder, AggregateValues, AggregateVariable } from "../../wire/interaction-aggregates.ts";
import { roundCost } from "../compute/round-cost.ts";
import { planDaily } from "./daily-plan.ts";
import type { Selection } from "./filter-conditions.ts";
import {
  conversationGrain,
  intentGrain,
  interactionGrain,
  neededSums,
  percentileGrain,
  sameKeys,
  sessionsOfDays,
  sessionsOfInteractions,
  summed,
  userCountGrain,
  userGrain,
} from "./grains.ts";
import type { Grouping } from "./grouping.ts";
import { activeDays, countedByDay, intents, selected, sessionsByDay } from "./measured-rows.ts";
import type { Tables } from "./tables.ts";

/** The fields that each variable stands for. */
const fieldsOf: Readonly<Record<AggregateVariable, readonly (keyof AggregateValues)[]>> = {
  n_interactions: ["n_interactions"],
  n_users: ["n_users"],
  user_feedback: [
    "n_positive_explicit_user_feedback",
    "n_negative_explicit_user_feedback",
    "n_positive_implicit_user_feedback",
    "n_negative_implicit_user_feedback",
    "n_feedback",
  ],
  cost: ["cost", "input_tokens", "output_tokens"],
  latency_seconds: ["latency_seconds"],
  latency_percentiles: ["latency_p50_seconds", "latency_p95_seconds"],
  stickiness: ["stickiness"],
  session_length: ["session_length"],
  session_time: ["session_time"],
  retention: ["retention"],
  n_intents: ["n_intents"],
};
/** What is answered when nothing is asked for: all that the hosted platform knows. */
export const allVariables: readonly AggregateVariable[] = [
  "n_interactions",
  "n_users",
  "user_feedback",
  "cost",
  "latency_seconds",
  "stickiness",
  "session_length",
  "session_time",
  "retention",
  "n_intents",
];
const everyVariable: readonly AggregateVariable[] = [...allVariables, "latency_percentiles"];

/** One group's numbers, as they come from the database; `key_0` and so on name the group. */
export type MeasuredRow = Readonly<Record<string, string | number | null>>;

export interface MeasureRequest {
  readonly selection: Selection;
  /** The first is the main grouping: interactions that belong to no group of it are left out. */
  readonly groupings: readonly Grouping[];
  readonly variables: readonly AggregateVariable[];
}

/** The statement's `with` clause and its last relation, `measured`: one row per group, all fields asked for. */
export function measureRelation(request: MeasureRequest): RawBuilder<unknown> {
  const keys = request.groupings.map((_, index) => sql.id(`key_${index}`));
  const wanted = new Set(request.variables);
  const plan = planDaily(request.selection, request.groupings);
  const sums = neededSums(wanted);
  const sessions = plan?.hasSessions === true ? sessionsOfDays : sessionsOfInteractions;
  const hasSessions = wanted.has("session_length") || wanted.has("session_time");
  const hasUsers = wanted.has("retention") || wanted.has("stickiness");
  const first = interactionGrain(keys, wanted, sql`counted`);
  const others = [
    ...(hasSessions ? [conversationGrain(keys, sessions)] : []),
    ...(hasUsers
      ? [userGrain(keys, sessions, activeDays(request, plan))]
      : wanted.has("n_users")
        ? [userCountGrain(keys, sessions)]
        : []),
    ...(wanted.has("n_intents") ? [intentGrain(keys, sql`intents`)] : []),
    ...(wanted.has("latency_percentiles") ? [percentileGrain(keys)] : []),
  ];
  const read = new Set(others.flatMap(({ reads }) => reads));
  // Users and their days are two scans.
  const readers = others.filter(({ reads }) => reads.length > 0).length + (plan === undefined ? (hasUsers ? 2 : 1) : 0);
  if (plan === undefined) for (const column of sums.flatMap(({ reads }) => reads)) read.add(column);
  const relations = [
    ...(readers === 0 ? [] : [relation("selected", selected(request, [...read]), { isMaterialized: readers > 1 })]),
    relation("counted", plan === undefined ? summed(keys, sums, sql`selected`) : countedByDay(request, plan, sums)),
    ...(plan?.hasSessions === true && (hasSessions || hasUsers || wanted.has("n_users"))
      ? [relation("sessions", sessionsByDay(request, plan))]
      : []),
    ...(wanted.has("n_intents") ? [relation("intents", intents(request, plan))] : []),
    ...[first, ...others].map(({ name, query }) => relation(name, query)),
  ];
  const keyColumns = keys.map((key) => sql`${sql.id(first.name)}.${key} as ${key}`);
  const fields = [first, ...others].flatMap(({ name, fields }) =>
    fields.map((field) => sql`${sql.id(name)}.${sql.id(field)} as ${sql.id(field)}`),
  );
  const joins = others.map(({ name }) => sql`left join ${sql.id(name)} on ${sameKeys(first.name, name, keys)}`);
  return sql`with ${sql.join(relations)}, measured as (
      select ${sql.join([...keyColumns, ...fields])} from ${sql.id(first.name)} ${sql.join(joins, sql` `)}
    )`;
}

function relation(
  name: string,
  query: RawBuilder<unknown>,
  { isMaterialized = false }: { readonly isMaterialized?: boolean } = {},
): RawBuilder<unknown> {
  return sql`${sql.id(name)} as ${isMaterialized ? sql`materialized` : sql``} (${query})`;
}

/** The variables that ask for a field; none does for a group's name. */
export function variablesOf(field: AggregateOrder): readonly AggregateVariable[] {
  return everyVariable.filter((variable) => fieldsOf[variable].some((own) => own === field));
}

/** The fields that variables ask for. */
function measuredFields(variables: readonly AggregateVariable[]): readonly (keyof AggregateValues)[] {
  return variables.flatMap((variable) => fieldsOf[variable]);
}

/** The numbers of a row, those that were asked for. */
export function toAggregateValues(row: MeasuredRow, variables: readonly AggregateVariable[]): AggregateValues {
  return Object.fromEntries(measuredFields(variables).map((field) => [field, measuredValue(field, row[field])]));
}

/** The value as it is told: the engines, and the daily totals, add costs in orders of their own. */
function measuredValue(field: keyof AggregateValues, value: MeasuredRow[string] | undefined): MeasuredRow[string] {
  if (field === "cost" && typeof value === "number") return roundCost(value);
  return value ?? emptyValue(field);
}

/** What a group without interactions has: no interaction is a number, no latency is none. */
function emptyValue(field: keyof AggregateValues): number | null {
  return /^n_|^cost$|_tokens$/.test(field) ? 0 : null;
}

/** Runs a statement over what {@link measureRelation} has defined. */
export async function queryMeasured(
  storage: Kysely<Tables>,
  relation: RawBuilder<unknown>,
  query: RawBuilder<unknown>,
): Promise<readonly MeasuredRow[]> {
  const { rows } = await sql<MeasuredRow>`${relation} ${query}`.execute(storage);
  return rows;
}
