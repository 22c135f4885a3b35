// Checks of plain option objects, synchronous and small. The validator of request and response bodies is zod; loading it
// takes longer than importing all of this package, so constructors do without it.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";

/** Returns the problem with a value, or undefined when there is none. */
export type Check = (value: unknown) => string | undefined;

export const isText: Check = (value) =>
  typeof value === "string" && value !== "" ? undefined : "must be a string that is not empty";

export const isBoolean: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

export const isFunction: Check = (value) => (typeof value === "function" ? undefined : "must be a function");

export function isWholeNumber(range: { readonly min: number; readonly max?: number }): Check {
  const max = range.max ?? Number.MAX_SAFE_INTEGER;
  return (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= range.min && value <= max
      ? undefined
      : `must be a whole number ${range.max === undefined ? `of at least ${range.min}` : `from ${range.min} to ${max}`}`;
}

export function isOneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === "string" && values.includes(value) ? undefined : `must be one of ${values.join(", ")}`;
}

/** A key must survive as a header value: no white space and no control characters, printable ASCII only. */
export const isHeaderText: Check = (value) =>
  typeof value === "string" && /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : "must be the project's secret key: printable characters without spaces or line breaks";

export const isTags: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? undefined
    : "must be an object of tag names and values";

export const isLogger: Check = (value) =>
  typeof value === "object" &&
  value !== null &&
  ["debug", "warn", "error"].every((method) => typeof Reflect.get(value, method) === "function")
    ? undefined
    : "must have the methods debug, warn and error, as console does";

/** Checks every given field, unknown ones included. Throws {@link NebulyValidationError} naming the first wrong one. */
export function checkOptions(options: unknown, checks: Readonly<Record<string, Check>>, pathPrefix = ""): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new NebulyValidationError({
      field: pathPrefix === "" ? "options" : pathPrefix.slice(0, -1),
      problem: "must be an object",
    });
  }
  for (const [field, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (check === undefined) {
      throw new NebulyValidationError({
        field: `${pathPrefix}${field}`,
        problem: `is not an option; known are ${Object.keys(checks).join(", ")}`,
      });
    }
    const problem = check(value);
    if (problem !== undefined) throw new NebulyValidationError({ field: `${pathPrefix}${field}`, problem });
  }
}
