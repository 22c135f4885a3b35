// Reads a body with filters, as far as a statement of both engines can hold what they name.

import type { Context } from "hono";
import type { z } from "zod";
import type { InteractionFilter } from "../../wire/filters.ts";
import { findWords } from "../compute/input-words.ts";
import { readBody, unprocessable } from "./read-body.ts";
import type { ValidationDetail } from "./validation-detail.ts";

const maxFilters = 100;
/** SQLite takes 32,766 values in a statement; numbers of a tag's values by day name each value eight times. */
const maxValues = 4_000;

/** As {@link readBody}; throws the platform's 422 where there are too many filters, or too many values in them. */
export async function readSelection<Body extends { readonly filters: readonly InteractionFilter[] }>(
  context: Context,
  schema: z.ZodType<Body>,
): Promise<Body> {
  const body = await readBody(context, schema);
  const excess = findExcess(body.filters);
  if (excess !== undefined) throw unprocessable(context, [excess]);
  return body;
}

function findExcess(filters: readonly InteractionFilter[]): ValidationDetail | undefined {
  if (filters.length > maxFilters) {
    return { loc: ["body", "filters"], msg: `List should have at most ${maxFilters} items`, type: "too_long" };
  }
  let size = 0;
  for (const [index, filter] of filters.entries()) {
    size += sizeOf(filter);
    if (size > maxValues) {
      const msg = `Filters should have at most ${maxValues} values in all, words of keywords counted`;
      return { loc: ["body", "filters", index, "values"], msg, type: "too_long" };
    }
  }
  return undefined;
}

function sizeOf(filter: InteractionFilter): number {
  if (!("values" in filter) || filter.values === undefined) return 0;
  // Each word is looked for by itself, and the value whole besides.
  const words = filter.kind === "keyword" ? filter.values.flatMap(findWords) : [];
  return filter.values.length + words.length;
}
