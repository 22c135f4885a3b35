// A field of an argument that the schema does not know: it is not sent, so its name is told.

import { z } from "zod";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { PacedLogger } from "../runtime/logger.ts";

interface UnknownField {
  readonly path: readonly PropertyKey[];
  readonly known: readonly string[];
}

/** Warns of the first field of a call's accepted argument that is not known. It has no fields that are undefined. */
export function warnOfUnknownField(options: {
  readonly call: string;
  readonly schema: z.ZodType;
  readonly argument: unknown;
  readonly logger: PacedLogger;
}): void {
  const { call, logger } = options;
  const unknown = findUnknown(options.schema, options.argument, []);
  if (unknown === undefined) return;
  const { path, known } = unknown;
  const meant = nearest(String(path.at(-1)), known);
  const { message } = new NebulyValidationError({
    field: z.core.toDotPath([...path]),
    problem: `is not a field${meant === undefined ? "" : `, but ${meant} is`}; known are ${known.join(", ")}`,
  });
  // The same slip in every trace is one cause.
  const cause = [call, ...path.filter((part) => typeof part === "string")].join(".");
  logger.warn(cause, `${call}: ${message}`);
}

function findUnknown(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): UnknownField | undefined {
  if (schema instanceof z.ZodExactOptional) return findUnknown(schema.unwrap(), value, path);
  if (schema instanceof z.ZodUnion) {
    const fitting = schema.options.find((option) => z.safeParse(option, value).success);
    return fitting === undefined ? undefined : findUnknown(fitting, value, path);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return firstOf(value.entries(), ([index, item]) => findUnknown(schema.element, item, [...path, index]));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return undefined;
  const { shape } = schema;
  return firstOf(Object.entries(value), ([name, field]) => {
    if (!Object.hasOwn(shape, name)) return { path: [...path, name], known: Object.keys(shape) };
    return findUnknown(shape[name], field, [...path, name]);
  });
}

function firstOf<Item, Found>(items: Iterable<Item>, find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The known name that differs in its spelling alone, or that one of both begins or ends the other of. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = plainOf(name);
  const isPartOf = (part: string, whole: string): boolean =>
    part.length >= 4 && (whole.startsWith(part) || whole.endsWith(part));
  return (
    known.find((field) => plainOf(field) === plain) ??
    known.find((field) => isPartOf(plain, plainOf(field)) || isPartOf(plainOf(field), plain))
  );
}

function plainOf(name: string): string {
  return name.replaceAll(/[_\-\s]/g, "").toLowerCase();
}
