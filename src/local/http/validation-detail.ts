// The platform's answer to a body it cannot use: 422 and a list of what is wrong, field by field.

import type { z } from "zod";

/** One thing that is wrong. `loc` leads to it, from `body` on. */
export interface ValidationDetail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Names every problem of a body. Values are not repeated. */
export function toValidationDetails(error: z.ZodError): readonly ValidationDetail[] {
  return error.issues.flatMap((issue) => describeIssue(issue, ["body"]));
}

/** The answer to a body that is no JSON. */
export const notJson: readonly ValidationDetail[] = [{ loc: ["body"], msg: "JSON decode error", type: "json_invalid" }];

function describeIssue(issue: z.core.$ZodIssue, parent: readonly (string | number)[]): readonly ValidationDetail[] {
  const loc = [...parent, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // A value that fits no alternative is told what each of them misses.
    return issue.errors.flatMap((errors) => errors.flatMap((inner) => describeIssue(inner, loc)));
  }
  const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  return [{ loc, msg: isMissing ? "Field required" : issue.message, type: isMissing ? "missing" : typeOf(issue) }];
}

function typeOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `${issue.expected}_type`;
    case "invalid_value":
      return "literal_error";
    case "too_small":
      return "greater_than_equal";
    case "too_big":
      return "less_than_equal";
    default:
      return "value_error";
  }
}
