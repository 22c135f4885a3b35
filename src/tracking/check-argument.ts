// Holds an argument against its schema and turns the first problem into this package's error.

import { z } from "zod";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";

/** Returns the parsed argument, or throws `NebulyValidationError` with the path of the first wrong field. */
export function checkArgument<Value>(schema: z.ZodType<Value>, argument: unknown): Value {
  const parsed = parseSafely(schema, argument);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined ? "" : z.core.toDotPath(issue.path);
  throw new NebulyValidationError({
    field: field === "" ? "argument" : field,
    problem: issue?.message ?? "is not valid",
  });
}

function parseSafely<Value>(schema: z.ZodType<Value>, argument: unknown): z.ZodSafeParseResult<Value> {
  try {
    return schema.safeParse(argument);
  } catch (cause) {
    // A getter or proxy of the caller's threw while it was read.
    throw new NebulyValidationError({ field: "argument", problem: "could not be read", cause });
  }
}
