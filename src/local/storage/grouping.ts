// By what interactions are grouped: for each kind, the text that names the group and what must be joined to have it.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { GroupBy } from "../../wire/interaction-aggregates.ts";
import { wordsTable } from "./engine.ts";
import type { FacetKind, Tables, TotalKind } from "./tables.ts";

/** A grouping in SQL. `key` is a text; null where an interaction belongs to no group of it. */
export interface Grouping {
  readonly key: RawBuilder<string | null>;
  /** A join to the interactions, if the key needs one. */
  readonly join: RawBuilder<unknown>;
  /** The table whose `cost` and tokens are the group's own share, where they are not the whole interaction's. */
  readonly amounts?: RawBuilder<unknown>;
  /** Where the groups are found in the daily totals; absent where they are not. */
  readonly daily?: DailyGrouping;
}

/** The same groups, by the table of daily totals or, for the kind `all`, of daily sessions; the table's name is `daily`. */
interface DailyGrouping {
  readonly kind: TotalKind;
  readonly name: string;
  readonly key: RawBuilder<string>;
  readonly join: RawBuilder<unknown>;
}

const dayMs = 86_400_000;
const noJoin = sql``;

/** The grouping of everything. */
export const oneGroup: Grouping = {
  key: sql<string>`'total'`,
  join: noJoin,
  daily: { kind: "all", name: "", key: sql<string>`'total'`, join: noJoin },
};

/** Makes the grouping of one kind; `index` keeps the names of several apart. */
export function groupingBy(
  storage: Kysely<Tables>,
  groupBy: GroupBy,
  options: { readonly index: number; readonly hasAnalyst: boolean },
): Grouping {
  switch (groupBy.kind) {
    case "tag":
      return facetGrouping("tag", groupBy.tag, options.index);
    case "keyword":
      // Without an analyst the words of the input are all there is; the short ones say little.
      return options.hasAnalyst ? facetGrouping("keyword", "", options.index) : wordGrouping(storage, options.index);
    case "user_intent":
    case "negative_user_intent":
    case "user_feedback":
    case "type_of_problem":
    case "topic":
    case "data_source":
      return facetGrouping(groupBy.kind, "", options.index);
    case "model":
      return modelGrouping(options.index);
    case "user":
      return { key: sql`interactions.end_user`, join: noJoin };
    case "language":
      return { key: sql`interactions.text_language`, join: noJoin, daily: dailyValues("language") };
    case "conversation_id":
      return { key: sql`interactions.conversation_id`, join: noJoin };
    case "pii":
      return {
        key: sql`case when interactions.pii_removed = 1 then 'true' else 'false' end`,
        join: noJoin,
        daily: dailyValues("pii"),
      };
    case "day":
      return {
        key: sql`cast(${startOf(sql`interactions.started_at`, dayMs)} as text)`,
        join: noJoin,
        daily: { kind: "all", name: "", key: sql`cast(daily.day as text)`, join: noJoin },
      };
    default:
      return groupBy satisfies never;
  }
}

/** The start of the stretch of the given length that a moment falls in, whichever side of 1970; `shiftMs` moves all starts. */
export function startOf(moment: RawBuilder<unknown>, lengthMs: number, shiftMs = 0): RawBuilder<number> {
  const length = sql.lit(lengthMs);
  const shift = sql.lit(shiftMs);
  return sql`(${moment} - (((${moment} - ${shift}) % ${length}) + ${length}) % ${length})`;
}

/** What people call the group: a day's key is a moment. */
export function groupName(groupBy: GroupBy | undefined, key: string): string {
  return groupBy?.kind === "day" ? new Date(Number(key)).toISOString().slice(0, 10) : key;
}

const minWordLength = 4;

function wordGrouping(storage: Kysely<Tables>, index: number): Grouping {
  const words = wordsTable(storage, sql<string>`interactions.input_words`, index);
  const value = sql.ref(`word_${index}.value`);
  return {
    key: sql`cast(${value} as text)`,
    join: sql`${joinOf(index)} ${words} on length(cast(${value} as text)) >= ${sql.lit(minWordLength)}`,
  };
}

/** An interaction of two models counts for both, each with what it took itself. */
function modelGrouping(index: number): Grouping {
  const share = sql.id(`share_${index}`);
  return {
    key: sql`${share}.model`,
    join: sql`${joinOf(index)} interaction_models as ${share}
      on ${share}.end_user = interactions.end_user and ${share}.interaction_id = interactions.id`,
    amounts: share,
    daily: dailyValues("model"),
  };
}

/** What is in no main group is left out; the engine may begin with the groups then. */
function joinOf(index: number): RawBuilder<unknown> {
  return index === 0 ? sql`inner join` : sql`left join`;
}

function facetGrouping(kind: FacetKind, name: string, index: number): Grouping {
  const facet = sql.id(`facet_${index}`);
  return {
    key: sql`${facet}.value`,
    join: sql`${joinOf(index)} interaction_facets as ${facet}
      on ${facet}.end_user = interactions.end_user and ${facet}.interaction_id = interactions.id
      and ${facet}.kind = ${kind} and ${facet}.name = ${name}`,
    daily: dailyValues(kind, name),
  };
}

function dailyValues(kind: TotalKind, name = ""): DailyGrouping {
  return { kind, name, key: sql`daily.value`, join: noJoin };
}
