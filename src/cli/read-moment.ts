// Moments as people type them: how long ago, or a date.

import { UsageError } from "./command.ts";

const unitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `24h` is that long before `now`; anything else is a date, in this machine's time zone when it names none. */
export function readMoment(option: string, text: string, now: Date): Date {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  const ago = Number(amount) * (unitsMs[unit ?? ""] ?? Number.NaN);
  const moment = Number.isNaN(ago) ? readDate(text) : new Date(now.getTime() - ago);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`--${option} is a time ago (30m, 24h, 7d) or a date (2026-01-31, 2026-01-31T10:00)`);
}

function readDate(text: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ].+)?$/.test(text)) return new Date(Number.NaN);
  // A bare date would be UTC: a person means the day that he lives in.
  return new Date(text.length === 10 ? `${text}T00:00` : text);
}
