// Names that interactions are found by, short enough to be indexed: a row of PostgreSQL's indexes holds 2,704 bytes. Models and
// users write some of them. What is stored and what is asked for are cut alike, so that a long name still finds its own.

import { sha256 } from "../compute/content-hash.ts";

/** Bytes of users and of tags' names. One of them, a value and a user share an index row. */
const maxNameBytes = 500;
/** Bytes of what is found by value: tags, sources, models, conversations. */
const maxValueBytes = 1_200;
const hashLength = 32;
/** Bytes of the mark, and of a character that was cut in two. */
const markBytes = 6;

const limits: ReadonlyMap<string, number> = new Map([
  ["end_user", maxNameBytes],
  ["tag", maxNameBytes],
  ["conversation_id", maxValueBytes],
  ["model", maxValueBytes],
  ["source", maxValueBytes],
]);

/** By a filter's kind. What the others ask for is stored whole: an input's words, what the analyst wrote. */
const valueLimits: ReadonlyMap<unknown, number> = new Map([
  ["user", maxNameBytes],
  ["tag", maxValueBytes],
  ["data_source", maxValueBytes],
]);

/** The body with its names cut; what is cut ends in the hash of the whole. */
export function withShortNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withShortNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shortField(value, key, field)]));
}

function shortField(owner: object, key: string, field: unknown): unknown {
  const limit = limits.get(key);
  if (limit !== undefined) return shorten(field, limit);
  const valueLimit = key === "values" ? valueLimits.get(Reflect.get(owner, "kind")) : undefined;
  if (valueLimit !== undefined && Array.isArray(field)) return field.map((one: unknown) => shorten(one, valueLimit));
  return key === "tags" ? shortTags(field) : withShortNames(field);
}

function shortTags(tags: unknown): unknown {
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return tags;
  const entries = Object.entries(tags);
  return Object.fromEntries(entries.map(([name, tag]) => [cut(name, maxNameBytes), shorten(tag, maxValueBytes)]));
}

function shorten(value: unknown, maxBytes: number): unknown {
  return typeof value === "string" ? cut(value, maxBytes) : value;
}

function cut(text: string, maxBytes: number): string {
  // No UTF-16 unit is more than three bytes: most names need no counting.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const kept = Buffer.from(text).subarray(0, maxBytes - hashLength - markBytes);
  return `${kept.toString("utf8")}…${sha256(text).slice(0, hashLength)}`;
}
