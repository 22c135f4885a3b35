// From the read side's filters to conditions on the tables: values within one filter are ORed, filters are ANDed.

import { type Expression, type ExpressionBuilder, expressionBuilder, type SqlBool, sql } from "kysely";
import type { InteractionFilter, TimeRangeBody } from "../../wire/filters.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import { feedbackFacetKind } from "../compute/feedback-kind.ts";
import { findWords } from "../compute/input-words.ts";
import { chunksOf } from "./chunks-of.ts";
import type { FacetKind, Tables } from "./tables.ts";

type Builder = ExpressionBuilder<Tables, "interactions">;
type Condition = Expression<SqlBool>;

/** A stretch of time and filters, as the read side's bodies carry them. */
export interface Selection {
  readonly time_range?: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
}

/** Values that interactions are found by in the facets. */
export interface FacetValues {
  readonly kind: FacetKind;
  readonly name: string;
  readonly values: readonly string[];
}

const maxChain = 100;

/** The condition that an interaction meets a selection. Both ends of the time range are included. */
export function selectionCondition(selection: Selection): Condition {
  const builder: Builder = expressionBuilder<Tables, "interactions">();
  const { time_range: range, filters } = selection;
  return builder.and([
    ...(range === undefined
      ? []
      : [
          builder("interactions.started_at", ">=", momentToMs(range.start)),
          builder("interactions.started_at", "<=", momentToMs(range.end)),
        ]),
    ...filters.map((filter) => filterCondition(builder, filter, range)),
  ]);
}

/** The condition of some filters, for interactions that are looked at one by one: each of its values is looked up. */
export function probingCondition(filters: readonly InteractionFilter[]): Condition {
  const builder: Builder = expressionBuilder<Tables, "interactions">();
  return builder.and(
    filters.map((filter) => {
      const facet = facetOf(filter);
      return facet === undefined ? filterCondition(builder, filter, undefined) : hasFacet(builder, facet);
    }),
  );
}

/** Where a filter's values are found, if facets alone tell. */
export function facetOf(filter: InteractionFilter): FacetValues | undefined {
  switch (filter.kind) {
    case "tag":
      return { kind: "tag", name: filter.tag, values: filter.values };
    case "topic":
    case "user_intent":
    case "negative_user_intent":
    case "type_of_problem":
    case "data_source":
      return { kind: filter.kind, name: "", values: filter.values };
    case "user_feedback": {
      const [kind, ...others] = new Set(filter.values.map(feedbackFacetKind));
      return kind === undefined || others.length > 0 ? undefined : { kind, name: "", values: filter.values };
    }
    case "keyword":
    case "user":
    case "language":
    case "pii":
    case "user_query":
    case "warning_message":
    case "negative_intent_message":
      return undefined;
    default:
      return filter satisfies never;
  }
}

/** Whether an interaction has no more than one of the values: of tags of one name it never has two. */
export function isExclusive({ kind, values }: FacetValues): boolean {
  return kind === "tag" || values.length === 1;
}

function filterCondition(builder: Builder, filter: InteractionFilter, range: TimeRangeBody | undefined): Condition {
  const facet = (kind: FacetKind, name: string, values: readonly string[]): Condition =>
    facetCondition(builder, { kind, name, values, range });
  switch (filter.kind) {
    case "tag":
      return facet("tag", filter.tag, filter.values);
    case "topic":
    case "user_intent":
    case "negative_user_intent":
    case "type_of_problem":
    case "data_source":
      return facet(filter.kind, "", filter.values);
    case "user_feedback":
      return builder.or([facet("user_feedback", "", filter.values), facet("feedback_action", "", filter.values)]);
    case "keyword":
      return anyOf(builder, [
        ...filter.values.map((value) => wordsCondition(builder, value)),
        facet("keyword", "", filter.values),
      ]);
    case "user":
      return oneOf(builder, "interactions.end_user", filter.values);
    case "language":
      return oneOf(builder, "interactions.text_language", filter.values);
    case "pii":
      return builder.or(
        [...new Set(filter.values)].map((value) => builder("interactions.pii_removed", "=", value ? 1 : 0)),
      );
    case "user_query":
      return userQueryCondition(builder, filter);
    case "warning_message":
      return searchCondition(builder, "interactions.warning_message", filter);
    case "negative_intent_message":
      return searchCondition(builder, "interactions.negative_intent_message", filter);
    default:
      return filter satisfies never;
  }
}

function hasFacet(builder: Builder, { kind, name, values }: FacetValues): Condition {
  if (values.length === 0) return nothing(builder);
  return builder.exists(
    builder
      .selectFrom("interaction_facets as probe")
      .select(sql.lit(1).as("found"))
      .whereRef("probe.end_user", "=", "interactions.end_user")
      .whereRef("probe.interaction_id", "=", "interactions.id")
      .where("probe.kind", "=", kind)
      .where("probe.name", "=", name)
      .where("probe.value", "in", values),
  );
}

function oneOf(
  builder: Builder,
  column: "interactions.end_user" | "interactions.text_language" | "interactions.user_query",
  values: readonly string[],
): Condition {
  return values.length === 0 ? nothing(builder) : builder(column, "in", values);
}

function facetCondition(
  builder: Builder,
  wanted: {
    readonly kind: FacetKind;
    readonly name: string;
    readonly values: readonly string[];
    readonly range: TimeRangeBody | undefined;
  },
): Condition {
  if (wanted.values.length === 0) return nothing(builder);
  let facets = builder
    .selectFrom("interaction_facets as facet")
    .select(["facet.end_user", "facet.interaction_id"])
    .where("facet.kind", "=", wanted.kind)
    .where("facet.name", "=", wanted.name)
    .where("facet.value", "in", wanted.values);
  if (wanted.range !== undefined) {
    facets = facets
      .where("facet.started_at", ">=", momentToMs(wanted.range.start))
      .where("facet.started_at", "<=", momentToMs(wanted.range.end));
  }
  return builder(
    builder.refTuple("interactions.end_user", "interactions.id"),
    "in",
    facets.$asTuple("end_user", "interaction_id"),
  );
}

/** All words of the value stand in the input, in any order. Words hold letters and digits only: no wildcard gets in. */
function wordsCondition(builder: Builder, value: string): Condition {
  const words = findWords(value);
  if (words.length === 0) return nothing(builder);
  return builder.and(words.map((word) => builder("interactions.input_words", "like", `% ${word} %`)));
}

function searchCondition(
  builder: Builder,
  column: "interactions.user_query" | "interactions.warning_message" | "interactions.negative_intent_message",
  wanted: { readonly search?: string; readonly allow_nulls?: boolean },
): Condition {
  const isThere =
    wanted.search === undefined
      ? builder(column, "is not", null)
      : sql<SqlBool>`lower(${sql.ref(column)}) like ${`%${escapeLike(wanted.search.toLowerCase())}%`} escape '!'`;
  return wanted.allow_nulls === true ? builder.or([isThere, builder(column, "is", null)]) : isThere;
}

/** One of the values, if there are any, that holds what is searched; or none at all, where that will do. */
function userQueryCondition(
  builder: Builder,
  { values, ...wanted }: Extract<InteractionFilter, { readonly kind: "user_query" }>,
): Condition {
  const column = "interactions.user_query";
  if (values === undefined) return searchCondition(builder, column, wanted);
  const { search, allow_nulls } = wanted;
  const listed = oneOf(builder, column, values);
  const found = search === undefined ? listed : builder.and([listed, searchCondition(builder, column, { search })]);
  return allow_nulls === true ? builder.or([found, builder(column, "is", null)]) : found;
}

/** A chain of a thousand alternatives is deeper than SQLite reads; a chain of chains is not. */
function anyOf(builder: Builder, conditions: readonly Condition[]): Condition {
  if (conditions.length <= maxChain) return builder.or([...conditions]);
  const chains = Array.from(chunksOf(conditions, maxChain), (some) => builder.or([...some]));
  return anyOf(builder, chains);
}

/** No value, no match: an empty list of alternatives is `1 = 0`, which every engine takes. */
function nothing(builder: Builder): Condition {
  return builder.or([]);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, "!$&");
}
