// Holds an argument against its schema and turns the first problem into this package's error.

import { z } from "zod";
import { NebulyValidationError } from "./nebuly-validation-error.ts";
import { alternativesTell, inPlainWords, isRequired } from "./plain-words.ts";

/**
 * Returns the parsed argument, or throws `NebulyValidationError` with the path of the first wrong field. A field that is
 * undefined counts as not given: `endUser: session?.userId` is how people write it.
 */
export function checkArgument<Value>(schema: z.ZodType<Value>, argument: unknown): Value {
  return checkEveryField(schema, () => withoutUndefined(argument));
}

/** Like {@link checkArgument}, for where a field that is undefined by mistake would do harm: it is a wrong field. */
export function checkExactArgument<Value>(schema: z.ZodType<Value>, argument: unknown): Value {
  return checkEveryField(schema, () => argument);
}

function checkEveryField<Value>(schema: z.ZodType<Value>, readArgument: () => unknown): Value {
  const parsed = parseSafely(schema, readArgument);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const { path, message } = issue === undefined ? { path: [], message: "is not valid" } : mostTelling(issue);
  const field = z.core.toDotPath(path);
  throw new NebulyValidationError({ field: field === "" ? "argument" : field, problem: message });
}

/** Returns the text, or throws `NebulyValidationError` when it is none or empty. */
export function checkText(field: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new NebulyValidationError({ field, problem: "must be a string that is not empty" });
}

interface Problem {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** Of a value that fits no alternative: the problem with the one that was meant, which is the one that lacks the fewest fields. */
function mostTelling(issue: z.core.$ZodIssue): Problem {
  if (issue.code === "unrecognized_keys") {
    return { path: [...issue.path, ...issue.keys.slice(0, 1)], message: "is not known here; is it misspelt?" };
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const inner = issue.errors.flatMap((errors) => {
    const [first] = errors;
    return first === undefined ? [] : [{ ...mostTelling(first), lacking: errors.filter(isLackingField).length }];
  });
  // An alternative that was left over its discriminator never was the one that was meant.
  const candidates = inner.filter(({ path }) => path.at(-1) !== "kind");
  const [furthest] = (candidates.length === 0 ? inner : candidates).toSorted(
    (left, right) => left.lacking - right.lacking || right.path.length - left.path.length,
  );
  if (furthest === undefined) return { path: issue.path, message: "is not valid" };
  if (furthest.path.length === 0 && issue.message !== alternativesTell) return issue;
  return { path: [...issue.path, ...furthest.path], message: furthest.message };
}

/** Whether the alternative wants a field of its own that was not given. */
function isLackingField({ path, message }: z.core.$ZodIssue): boolean {
  return path.length === 1 && message.startsWith(isRequired);
}

/** Deeper than any argument goes; what refers to itself ends there. */
const deepestField = 8;

/** A copy of plain data without the fields that are undefined. */
export function withoutUndefined(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > deepestField) return value;
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item, depth + 1));
  if (!isPlainObject(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, withoutUndefined(field, depth + 1)]));
}

/** An object literal, of whatever realm: a date, a signal and a model are not. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function parseSafely<Value>(schema: z.ZodType<Value>, readArgument: () => unknown): z.ZodSafeParseResult<Value> {
  try {
    return schema.safeParse(readArgument(), { error: inPlainWords });
  } catch (cause) {
    // A getter or proxy of the caller's threw while it was read.
    throw new NebulyValidationError({ field: "argument", problem: "could not be read", cause });
  }
}
