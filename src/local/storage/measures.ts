// Counts and averages of groups of interactions, in one statement: the interactions that are meant are selected once, each
// grain (interaction, conversation, user) is aggregated on its own, and the grains are joined on the group's keys.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AggregateValues, AggregateVariable } from "../../wire/interaction-aggregates.ts";
import { type Selection, selectionCondition } from "./filter-conditions.ts";
import { type Grouping, startOf } from "./grouping.ts";
import type { InteractionsTable, Tables } from "./tables.ts";

const dayMs = 86_400_000;

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

/** One group's numbers, as they come from the database; `key_0` and so on name the group. */
export type MeasuredRow = Readonly<Record<string, string | number | null>>;

export interface MeasureRequest {
  readonly selection: Selection;
  /** The first is the main grouping: interactions that belong to no group of it are left out. */
  readonly groupings: readonly Grouping[];
  readonly variables: readonly AggregateVariable[];
}

/** A grain: the columns it gives, the query that has them, and what that reads of each interaction. */
interface Grain {
  readonly name: string;
  readonly fields: readonly (keyof AggregateValues)[];
  readonly query: RawBuilder<unknown>;
  readonly reads: readonly (keyof InteractionsTable)[];
}

/** The statement's `with` clause and its last relation, `measured`: one row per group, all fields asked for. */
export function measureRelation(request: MeasureRequest): RawBuilder<unknown> {
  const keys = request.groupings.map((_, index) => sql.id(`key_${index}`));
  const wanted = new Set(request.variables);
  const first = interactionGrain(keys, wanted);
  const others = [
    ...(wanted.has("session_length") || wanted.has("session_time") ? [conversationGrain(keys)] : []),
    ...(wanted.has("retention") || wanted.has("stickiness") ? [userGrain(keys)] : []),
    ...(wanted.has("n_intents") ? [intentGrain(keys)] : []),
    ...(wanted.has("latency_percentiles") ? [percentileGrain(keys)] : []),
  ];
  const grains = [first, ...others];
  const fields = grains.flatMap(({ name, fields }) =>
    fields.map((field) => sql`${sql.id(name)}.${sql.id(field)} as ${sql.id(field)}`),
  );
  const joins = others.map(({ name }) => sql`left join ${sql.id(name)} on ${sameKeys(first.name, name, keys)}`);
  const keyColumns = keys.map((key) => sql`${sql.id(first.name)}.${key} as ${key}`);
  const columns = [...new Set(grains.flatMap(({ reads }) => reads))];
  return sql`with selected as ${others.length === 0 ? sql`` : sql`materialized`} (${selected(request, columns)}),
    ${sql.join(grains.map(({ name, query }) => sql`${sql.id(name)} as (${query})`))},
    measured as (
      select ${sql.join([...keyColumns, ...fields])} from ${sql.id(first.name)} ${sql.join(joins, sql` `)}
    )`;
}

/** The fields that variables ask for. */
export function measuredFields(variables: readonly AggregateVariable[]): readonly (keyof AggregateValues)[] {
  return variables.flatMap((variable) => fieldsOf[variable]);
}

/** The numbers of a row, those that were asked for. */
export function toAggregateValues(row: MeasuredRow, variables: readonly AggregateVariable[]): AggregateValues {
  return Object.fromEntries(measuredFields(variables).map((field) => [field, row[field] ?? emptyValue(field)]));
}

/** What a group without interactions has: no interaction is a number, no latency is none. */
function emptyValue(field: keyof AggregateValues): number | null {
  return /^n_|^cost$|_tokens$/.test(field) ? 0 : null;
}

/** What a grouping may have its own share of. */
const amountColumns: ReadonlySet<keyof InteractionsTable> = new Set(["cost", "input_tokens", "output_tokens"] as const);

/** The interactions that are meant: their groups, and of their columns those that are read. */
function selected(
  { selection, groupings }: MeasureRequest,
  columns: readonly (keyof InteractionsTable)[],
): RawBuilder<unknown> {
  const keys = groupings.map(({ key }, index) =>
    index === 0
      ? sql`${key} as ${sql.id("key_0")}`
      : // A key may be missing: it is marked, so that keys compare as plain texts.
        sql`case when ${key} is null then '' else '=' || ${key} end as ${sql.id(`key_${index}`)}`,
  );
  const [main] = groupings;
  const joins = groupings.map(({ join }) => join);
  const shares = groupings.find(({ amounts }) => amounts !== undefined)?.amounts;
  const tableOf = (column: keyof InteractionsTable): RawBuilder<unknown> =>
    shares !== undefined && amountColumns.has(column) ? shares : sql.id("interactions");
  return sql`select ${sql.join([...keys, ...columns.map((column) => sql`${tableOf(column)}.${sql.id(column)}`)])}
    from interactions ${sql.join(joins, sql` `)}
    where ${selectionCondition(selection)} and ${main?.key ?? sql`1`} is not null`;
}

function interactionGrain(keys: readonly RawBuilder<unknown>[], wanted: ReadonlySet<AggregateVariable>): Grain {
  const columns: (readonly [keyof AggregateValues, RawBuilder<unknown>])[] = [["n_interactions", sql`count(*)`]];
  const reads: (keyof InteractionsTable)[] = [];
  // Counting distinct users is what costs; it is done when it was asked for.
  if (wanted.has("n_users")) {
    columns.push(["n_users", sql`count(distinct end_user)`]);
    reads.push("end_user");
  }
  if (wanted.has("user_feedback")) {
    columns.push(
      ["n_positive_explicit_user_feedback", sum("n_positive_explicit")],
      ["n_negative_explicit_user_feedback", sum("n_negative_explicit")],
      ["n_positive_implicit_user_feedback", sum("n_positive_implicit")],
      ["n_negative_implicit_user_feedback", sum("n_negative_implicit")],
      ["n_feedback", sum("n_feedback")],
    );
    reads.push(
      "n_positive_explicit",
      "n_negative_explicit",
      "n_positive_implicit",
      "n_negative_implicit",
      "n_feedback",
    );
  }
  if (wanted.has("cost")) {
    columns.push(["cost", sum("cost")], ["input_tokens", sum("input_tokens")], ["output_tokens", sum("output_tokens")]);
    reads.push("cost", "input_tokens", "output_tokens");
  }
  if (wanted.has("latency_seconds")) {
    columns.push(["latency_seconds", sql`avg(latency)`]);
    reads.push("latency");
  }
  return {
    name: "by_interaction",
    fields: columns.map(([field]) => field),
    reads,
    query: sql`select ${sql.join(keys)}, ${sql.join(
      columns.map(([field, expression]) => sql`${expression} as ${sql.id(field)}`),
    )} from selected group by ${sql.join(keys)}`,
  };
}

/** A session is a conversation: how many interactions it has, and how long it took. */
function conversationGrain(keys: readonly RawBuilder<unknown>[]): Grain {
  const list = sql.join(keys);
  return {
    name: "by_conversation",
    fields: ["session_length", "session_time"],
    reads: ["conversation_id", "started_at", "ended_at"],
    query: sql`select ${list}, avg(cast(turns as double precision)) as session_length, avg(seconds) as session_time from (
        select ${list}, count(*) as turns, cast(max(ended_at) - min(started_at) as double precision) / 1000 as seconds
        from selected group by ${list}, conversation_id
      ) as conversations group by ${list}`,
  };
}

/**
 * Retention is the part of the users who were there on more than one day (UTC). Stickiness is how much of its users a
 * group sees on a day on which it sees any.
 */
function userGrain(keys: readonly RawBuilder<unknown>[]): Grain {
  const list = sql.join(keys);
  const day = startOf(sql`started_at`, dayMs);
  const users = sql.join(keys.map((key) => sql`users.${key}`));
  return {
    name: "by_user",
    fields: ["retention", "stickiness"],
    reads: ["end_user", "started_at"],
    query: sql`select ${users},
        avg(cast(case when users.days > 1 then 1 else 0 end as double precision)) as retention,
        cast(sum(users.days) as double precision) / (count(*) * max(active.days)) as stickiness
      from (
        select ${list}, end_user, count(distinct ${day}) as days from selected group by ${list}, end_user
      ) as users
      inner join (
        select ${list}, count(distinct ${day}) as days from selected group by ${list}
      ) as active on ${sameKeys("users", "active", keys)}
      group by ${users}`,
  };
}

function intentGrain(keys: readonly RawBuilder<unknown>[]): Grain {
  const list = sql.join(keys.map((key) => sql`selected.${key}`));
  return {
    name: "by_intent",
    fields: ["n_intents"],
    reads: ["end_user", "id"],
    query: sql`select ${list}, count(distinct intent.value) as n_intents from selected
      inner join interaction_facets as intent
        on intent.end_user = selected.end_user and intent.interaction_id = selected.id and intent.kind = 'user_intent'
      group by ${list}`,
  };
}

/** The smallest latency that so many in a hundred do not exceed. Every engine has window functions, few have percentiles. */
function percentileGrain(keys: readonly RawBuilder<unknown>[]): Grain {
  const list = sql.join(keys);
  const percentile = (percent: number): RawBuilder<unknown> =>
    sql`min(case when place * 100 >= total * ${sql.lit(percent)} then latency end)`;
  return {
    name: "by_latency",
    fields: ["latency_p50_seconds", "latency_p95_seconds"],
    reads: ["latency"],
    query: sql`select ${list}, ${percentile(50)} as latency_p50_seconds, ${percentile(95)} as latency_p95_seconds from (
        select ${list}, latency,
          row_number() over (partition by ${list} order by latency) as place,
          count(*) over (partition by ${list}) as total
        from selected
      ) as ranked group by ${list}`,
  };
}

function sameKeys(left: string, right: string, keys: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(
    keys.map((key) => sql`${sql.id(left)}.${key} = ${sql.id(right)}.${key}`),
    sql` and `,
  );
}

/** Sums of whole numbers come back as numbers on every engine. */
function sum(column: string): RawBuilder<unknown> {
  return sql`cast(sum(${sql.id(column)}) as double precision)`;
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
