// The search box's language: words and `field:value` terms, to and from the read side's filters.

import { feedbackOfWord } from "../../../../wire/feedback-words.ts";
import type { InteractionFilter, TextFilterKind } from "../../../../wire/filters.ts";
import { statusTag, unfinishedStatuses } from "../../../../wire/interaction-status.ts";

/** One term of a search. `tag` is set for the field `tag` only. */
export interface SearchTerm {
  readonly field: SearchField;
  readonly value: string;
  readonly tag?: string;
}

export type SearchField =
  | "word"
  | "user"
  | "tag"
  | "status"
  | "feedback"
  | "language"
  | "source"
  | "topic"
  | "intent"
  | "problem"
  | "pii"
  | "warning";

export const searchFields: readonly SearchField[] = [
  "user",
  "tag",
  "status",
  "feedback",
  "language",
  "source",
  "topic",
  "intent",
  "problem",
  "pii",
  "warning",
];

const textKinds = {
  user: "user",
  language: "language",
  source: "data_source",
  topic: "topic",
  intent: "user_intent",
  problem: "type_of_problem",
} as const satisfies Partial<Record<SearchField, TextFilterKind>>;

/** Reads a search text. What is no known `field:value` is a word, so that every text means something. */
export function parseSearch(text: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [whole, name = "", quoted, bare] of text.matchAll(/(?:([a-z]+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/gu)) {
    const value = quoted === undefined ? (bare ?? "") : quoted.replaceAll(/\\(.)/gu, "$1");
    const field = searchFields.find((known) => known === name);
    terms.push(toTerm(field, value) ?? { field: "word", value: name === "" ? value : whole });
  }
  return terms.filter((term) => term.value !== "" || term.field === "tag");
}

/** Writes terms as a text that reads back as the same terms. */
export function formatSearch(terms: readonly SearchTerm[]): string {
  return terms.map(formatTerm).join(" ");
}

/** The terms as filters: values of one field are ORed; fields, and words, are ANDed. */
export function toFilters(terms: readonly SearchTerm[]): readonly InteractionFilter[] {
  const grouped = new Map<string, SearchTerm[]>();
  for (const term of terms) {
    const key = term.field === "word" ? `word ${term.value}` : `${term.field} ${term.tag ?? ""}`;
    grouped.set(key, [...(grouped.get(key) ?? []), term]);
  }
  return [...grouped.values()].flatMap(toFilter);
}

/** Whether two terms are the same one. */
export function isSameTerm(left: SearchTerm, right: SearchTerm): boolean {
  return left.field === right.field && left.value === right.value && left.tag === right.tag;
}

function toTerm(field: SearchField | undefined, value: string): SearchTerm | undefined {
  switch (field) {
    case undefined:
    case "word":
      return undefined;
    case "tag": {
      const at = value.indexOf("=");
      return at > 0 ? { field, tag: value.slice(0, at), value: value.slice(at + 1) } : undefined;
    }
    case "status":
      return value === "unfinished" || unfinishedStatuses.includes(value) ? { field, value } : undefined;
    case "feedback":
      return feedbackOfWord(value) !== undefined ? { field, value } : undefined;
    case "pii":
      return value === "yes" || value === "no" ? { field, value } : undefined;
    default:
      return { field, value };
  }
}

function formatTerm(term: SearchTerm): string {
  const value = term.tag === undefined ? term.value : `${term.tag}=${term.value}`;
  const needsQuotes = /[\s"\\]/u.test(value) || (term.field === "word" && /^[a-z]+:/u.test(value)) || value === "";
  const written = needsQuotes ? `"${value.replaceAll(/["\\]/gu, "\\$&")}"` : value;
  return term.field === "word" ? written : `${term.field}:${written}`;
}

function toFilter(terms: readonly SearchTerm[]): readonly InteractionFilter[] {
  const [first] = terms;
  if (first === undefined) return [];
  const values = terms.map((term) => term.value);
  switch (first.field) {
    case "word":
      return [{ kind: "keyword", values }];
    case "tag":
      return [{ kind: "tag", tag: first.tag ?? "", values }];
    case "status":
      return [{ kind: "tag", tag: statusTag, values: values.includes("unfinished") ? unfinishedStatuses : values }];
    case "feedback":
      return [{ kind: "user_feedback", values: values.flatMap((value) => feedbackOfWord(value) ?? []) }];
    case "pii":
      return [{ kind: "pii", values: values.map((value) => value === "yes") }];
    case "warning":
      return values.map((search) => ({ kind: "warning_message", search }));
    default:
      return [{ kind: textKinds[first.field], values }];
  }
}
