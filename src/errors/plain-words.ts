// What is wrong with a value in the words of this package's other errors, which say how to mend it, in place of zod's.

import type { z } from "zod";

/** In place of a message, where the alternatives have theirs and the schema has none of its own for all of them. */
export const alternativesTell = "";
/** What is said of a field that is missing begins so. */
export const isRequired = "is required";

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  date: "a date",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  undefined: "left out",
};

/** The problem with a value; undefined where zod's words will do. */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return sayType(issue.expected, issue.input);
    case "invalid_value":
      return required(
        issue.input,
        `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`,
      );
    case "too_small":
      return saySize(issue.origin, Number(issue.minimum), issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return saySize(issue.origin, Number(issue.maximum), issue.inclusive === false ? "less than" : "at most");
    case "invalid_union":
      // Of alternatives, the one that came furthest tells; none was even begun where a name decides between them.
      return issue.errors.length === 0 ? "is not known here; is it misspelt?" : alternativesTell;
    default:
      return undefined;
  }
}

function sayType(expected: string, input: unknown): string | undefined {
  const kind = kinds[expected];
  return kind === undefined ? undefined : required(input, `must be ${kind}`);
}

function required(input: unknown, rule: string): string {
  return input === undefined ? `${isRequired}, and ${rule}` : rule;
}

function saySize(origin: string, limit: number, relation: string): string {
  const unit = units[origin];
  if (unit === undefined) return `must be ${relation} ${limit}`;
  if (relation === "at least" && limit === 1) return "must not be empty";
  return `must have ${relation} ${limit} ${unit}`;
}

const units: Readonly<Record<string, string>> = { string: "characters", array: "items" };
