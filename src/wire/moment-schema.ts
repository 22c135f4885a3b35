// Moments: what the platform takes (ISO 8601, with or without an offset, or a bare date; without one, UTC is meant), and
// what callers may give.

import { z } from "zod";
import type { Moment } from "./interaction.ts";
import { schemaOf } from "./schema-of.ts";

const dateTime = z.iso.datetime({ offset: true, local: true });
const date = z.iso.date();

/** ISO 8601 text, as it was written. */
export const momentSchema: z.ZodType<string> = z
  .string()
  .refine((text) => dateTime.safeParse(text).success || date.safeParse(text).success, {
    error: "should be an ISO 8601 date and time, such as 2023-12-07T15:00:00.000Z",
  });

/** Milliseconds since 1970 of a text that {@link momentSchema} has accepted. */
export function momentToMs(text: string): number {
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const isDateOnly = !text.includes("T");
  return Date.parse(hasOffset || isDateOnly ? text : `${text}Z`);
}

const momentRule = "must be a valid date, ISO 8601 text or milliseconds";

/** A moment as callers may give it. */
export const momentInputSchema: z.ZodType<Moment> = schemaOf<Moment>()(
  z
    .union([z.date(), z.string(), z.number()], momentRule)
    .refine((value) => !Number.isNaN(new Date(value).getTime()), momentRule),
);
