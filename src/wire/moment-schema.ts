// Moments: what the platform takes (ISO 8601, with or without an offset, or a bare date; without one, UTC is meant), and
// what callers may give.

import { z } from "zod";
import type { Moment } from "./interaction.ts";
import { schemaOf } from "./schema-of.ts";

/**
 * A calendar date, alone or with a time of day: seconds may be left out, offsets may leave out their colon and minutes, as
 * ISO 8601 lets them and as the clocks of other languages write.
 */
const momentPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/;
const minuteMs = 60_000;

/** ISO 8601 text, as it was written. */
export const momentSchema: z.ZodType<string> = z.string().refine((text) => !Number.isNaN(momentToMs(text)), {
  error: "should be an ISO 8601 date and time, such as 2023-12-07T15:00:00.000Z",
});

/** Milliseconds since 1970 of a text that {@link momentSchema} accepts, what is finer cut off; NaN of any other. */
export function momentToMs(text: string): number {
  const [
    isMoment,
    year,
    month,
    day,
    hours = 0,
    minutes = 0,
    seconds = 0,
    fraction = "",
    sign,
    offsetHours = 0,
    offsetMinutes = 0,
  ] = momentPattern.exec(text) ?? [];
  if (isMoment === undefined || !isTimeOfDay(Number(hours), Number(minutes), Number(seconds), fraction))
    return Number.NaN;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return Number.NaN;
  // Unlike `Date.UTC`, years before 100 are themselves.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return Number.NaN;
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * minuteMs * (sign === "-" ? -1 : 1);
  return (
    date.setUTCHours(Number(hours), Number(minutes), Number(seconds), Number(fraction.padEnd(3, "0").slice(0, 3))) -
    offsetMs
  );
}

/** Whether a day has this time: 24:00 is its end, and a leap second ends a day of UTC, which is a quarter of an hour's end anywhere. */
function isTimeOfDay(hours: number, minutes: number, seconds: number, fraction: string): boolean {
  if (hours === 24) return minutes === 0 && seconds === 0 && Number(fraction) === 0;
  return hours < 24 && minutes < 60 && (seconds < 60 || (seconds === 60 && minutes % 15 === 14));
}

const momentRule = "must be a valid date, ISO 8601 text or milliseconds";

/**
 * A moment as callers may give it. Text is read as the platform reads it and comes out as milliseconds: JavaScript would take
 * other texts too, and those without an offset for the machine's own time.
 */
export const momentInputSchema: z.ZodType<Moment> = schemaOf<Moment>()(
  z
    .union([z.date(), z.string(), z.number()], momentRule)
    .transform((value): Moment => (typeof value === "string" ? momentToMs(value) : value))
    .refine((value) => !Number.isNaN(new Date(value).getTime()), momentRule),
);
