// The grains of a measurement: interactions, sessions, users, intents, latencies. Each is aggregated on its own, as each
// needs the rows differently; `key_0` and so on name the group in all of them.

import { type RawBuilder, sql } from "kysely";
import type { AggregateValues, AggregateVariable } from "../../wire/interaction-aggregates.ts";
import { startOf } from "./grouping.ts";
import type { InteractionsTable } from "./tables.ts";

/** A grain: the columns it gives, the query that has them, and what that reads of each interaction. */
export interface Grain {
  readonly name: string;
  readonly fields: readonly (keyof AggregateValues)[];
  readonly query: RawBuilder<unknown>;
  /** Of the relation `selected`; empty where it reads what was summed by day. */
  readonly reads: readonly (keyof InteractionsTable)[];
}

export type Keys = readonly RawBuilder<unknown>[];

const dayMs = 86_400_000;

/** What is summed over interactions: the column of a sum, and how it is made from the interactions of `selected`. */
export interface Sum {
  readonly column: string;
  readonly of: RawBuilder<unknown>;
  readonly reads: readonly (keyof InteractionsTable)[];
}

const sumOf = (column: keyof InteractionsTable): Sum => ({
  column,
  of: sql`sum(${sql.id(column)})`,
  reads: [column],
});

/** The sums that variables need; interactions are always counted. */
export function neededSums(wanted: ReadonlySet<AggregateVariable>): readonly Sum[] {
  return [
    { column: "n_interactions", of: sql`count(*)`, reads: [] },
    ...(wanted.has("user_feedback")
      ? (
          [
            "n_positive_explicit",
            "n_negative_explicit",
            "n_positive_implicit",
            "n_negative_implicit",
            "n_feedback",
          ] as const
        ).map(sumOf)
      : []),
    ...(wanted.has("cost") ? (["cost", "input_tokens", "output_tokens"] as const).map(sumOf) : []),
    ...(wanted.has("latency_seconds")
      ? [{ column: "latency_ms", of: sql`sum(ended_at - started_at)`, reads: ["ended_at", "started_at"] } as const]
      : []),
  ];
}

/** The sums of each group of a relation's rows. */
export function summed(keys: Keys, sums: readonly Sum[], relation: RawBuilder<unknown>): RawBuilder<unknown> {
  const columns = sums.map(({ column, of }) => sql`${of} as ${sql.id(column)}`);
  return sql`select ${sql.join([...keys, ...columns])} from ${relation} group by ${sql.join(keys)}`;
}

/** The additive numbers, from a relation of sums: as many rows per group as there are. */
export function interactionGrain(
  keys: Keys,
  wanted: ReadonlySet<AggregateVariable>,
  relation: RawBuilder<unknown>,
): Grain {
  const columns: (readonly [keyof AggregateValues, RawBuilder<unknown>])[] = [
    ["n_interactions", sql`cast(sum(n_interactions) as bigint)`],
    ...(wanted.has("user_feedback")
      ? ([
          ["n_positive_explicit_user_feedback", total("n_positive_explicit")],
          ["n_negative_explicit_user_feedback", total("n_negative_explicit")],
          ["n_positive_implicit_user_feedback", total("n_positive_implicit")],
          ["n_negative_implicit_user_feedback", total("n_negative_implicit")],
          ["n_feedback", total("n_feedback")],
        ] as const)
      : []),
    ...(wanted.has("cost")
      ? ([
          ["cost", total("cost")],
          ["input_tokens", total("input_tokens")],
          ["output_tokens", total("output_tokens")],
        ] as const)
      : []),
    ...(wanted.has("latency_seconds")
      ? ([["latency_seconds", sql`${total("latency_ms")} / sum(n_interactions) / 1000`]] as const)
      : []),
  ];
  const expressions = columns.map(([field, expression]) => sql`${expression} as ${sql.id(field)}`);
  return {
    name: "by_interaction",
    fields: columns.map(([field]) => field),
    reads: [],
    query: sql`select ${sql.join([...keys, ...expressions])} from ${relation} group by ${sql.join(keys)}`,
  };
}

/** What sessions are read from: one row per interaction, or per part of a conversation on one day. */
export interface SessionRows {
  readonly relation: RawBuilder<unknown>;
  /** How many turns a row stands for. */
  readonly turns: RawBuilder<unknown>;
  readonly day: RawBuilder<unknown>;
  readonly reads: (columns: readonly (keyof InteractionsTable)[]) => readonly (keyof InteractionsTable)[];
}

export const sessionsOfInteractions: SessionRows = {
  relation: sql`selected`,
  turns: sql`count(*)`,
  day: startOf(sql`started_at`, dayMs),
  reads: (columns) => columns,
};

export const sessionsOfDays: SessionRows = {
  relation: sql`sessions`,
  turns: sql`sum(turns)`,
  day: sql`day`,
  reads: () => [],
};

/**
 * A session is a conversation: how many interactions it has, and how long it took. Both are sums of whole numbers until
 * the last division: fractions added up in another order are another number.
 */
export function conversationGrain(keys: Keys, rows: SessionRows): Grain {
  const list = sql.join(keys);
  return {
    name: "by_conversation",
    fields: ["session_length", "session_time"],
    reads: rows.reads(["conversation_id", "started_at", "ended_at"]),
    query: sql`select ${list}, avg(cast(turns as double precision)) as session_length,
        ${total("duration_ms")} / count(*) / 1000 as session_time from (
        select ${list}, ${rows.turns} as turns,
          max(ended_at) - min(started_at) as duration_ms
        from ${rows.relation} group by ${list}, conversation_id
      ) as conversations group by ${list}`,
  };
}

/**
 * Retention is the part of the users who were there on more than one day (UTC). Stickiness is how much of its users a
 * group sees on a day on which it sees any: `activeDays` has those in its column `day`.
 */
export function userGrain(keys: Keys, rows: SessionRows, activeDays: RawBuilder<unknown>): Grain {
  const list = sql.join(keys);
  const users = sql.join(keys.map((key) => sql`users.${key}`));
  return {
    name: "by_user",
    fields: ["n_users", "retention", "stickiness"],
    reads: rows.reads(["end_user", "started_at"]),
    query: sql`select ${users}, count(*) as n_users,
        avg(cast(case when users.days > 1 then 1 else 0 end as double precision)) as retention,
        cast(sum(users.days) as double precision) / (count(*) * max(active.days)) as stickiness
      from (
        select ${list}, end_user, count(distinct ${rows.day}) as days from ${rows.relation} group by ${list}, end_user
      ) as users
      inner join (
        select ${list}, count(distinct day) as days from (${activeDays}) as days group by ${list}
      ) as active on ${sameKeys("users", "active", keys)}
      group by ${users}`,
  };
}

/** How many users there are, where nothing else of them is asked for. */
export function userCountGrain(keys: Keys, rows: SessionRows): Grain {
  const list = sql.join(keys);
  return {
    name: "by_user",
    fields: ["n_users"],
    reads: rows.reads(["end_user"]),
    query: sql`select ${list}, count(distinct end_user) as n_users from ${rows.relation} group by ${list}`,
  };
}

/** Distinct intents of each group, from a relation of the groups' intents. */
export function intentGrain(keys: Keys, relation: RawBuilder<unknown>): Grain {
  const list = sql.join(keys);
  return {
    name: "by_intent",
    fields: ["n_intents"],
    reads: [],
    query: sql`select ${list}, count(distinct intent) as n_intents from ${relation} group by ${list}`,
  };
}

/**
 * The smallest latency that so many in a hundred do not exceed. Every engine has window functions, few have percentiles.
 * Latencies are whole milliseconds, few of them different: those are put in order, not the interactions.
 */
export function percentileGrain(keys: Keys): Grain {
  const list = sql.join(keys);
  const percentile = (percent: number): RawBuilder<unknown> =>
    sql`min(case when place * 100 >= total * ${sql.lit(percent)} then latency end)`;
  return {
    name: "by_latency",
    fields: ["latency_p50_seconds", "latency_p95_seconds"],
    reads: ["latency"],
    query: sql`select ${list}, ${percentile(50)} as latency_p50_seconds, ${percentile(95)} as latency_p95_seconds from (
        select ${list}, latency,
          sum(n) over (partition by ${list} order by latency) as place,
          sum(n) over (partition by ${list}) as total
        from (select ${list}, latency, count(*) as n from selected group by ${list}, latency) as latencies
      ) as ranked group by ${list}`,
  };
}

/** The condition that two relations mean the same group. */
export function sameKeys(left: string, right: string, keys: Keys): RawBuilder<unknown> {
  return sql.join(
    keys.map((key) => sql`${sql.id(left)}.${key} = ${sql.id(right)}.${key}`),
    sql` and `,
  );
}

/** Sums come back as numbers on every engine. */
function total(column: string): RawBuilder<unknown> {
  return sql`cast(coalesce(sum(${sql.id(column)}), 0) as double precision)`;
}
