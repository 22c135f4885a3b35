// Reads the Retry-After header: whole seconds or an HTTP date. Anything else counts as not given.

const weekday = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
const zone = /(GMT|UTC|[+-]\d{4})$/;

/** Milliseconds to wait from now; 0 for a date that has passed; undefined when the header says nothing usable. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (weekday.test(text)) return parseDate(text, now);
  // A header sent twice arrives as a list; the first one counts.
  const [first = ""] = text.split(",");
  const seconds = first.trim();
  return /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}

function parseDate(text: string, now: number): number | undefined {
  // The oldest of the three HTTP date formats names no zone and means GMT.
  const moment = Date.parse(zone.test(text) ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
