// How wide the buckets of a chart are, so that it has enough of them to say something and few enough to be read.

export type Granularity = "minute" | "hour" | "day" | "week" | "month";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function chooseGranularity(spanMs: number): Granularity {
  if (spanMs <= 3 * hourMs) return "minute";
  if (spanMs <= 4 * dayMs) return "hour";
  if (spanMs <= 120 * dayMs) return "day";
  return spanMs <= 730 * dayMs ? "week" : "month";
}

const formats: Readonly<Record<Granularity, Intl.DateTimeFormat>> = {
  minute: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
  hour: new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }),
  day: new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }),
  week: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
  month: new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }),
};

const lengthsSeconds: Readonly<Record<Granularity, number>> = {
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
};

/** How long a bucket is; months are of mean length. */
export function bucketSeconds(granularity: Granularity): number {
  return lengthsSeconds[granularity];
}

const tick = {
  clock: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }),
  day: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }),
  utcDay: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }),
  utcMonth: new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" }),
};

/** Names a tick of the time axis: a time of day, or the day where one begins. */
export function formatTick(seconds: number, granularity: Granularity): string {
  const moment = new Date(seconds * 1000);
  switch (granularity) {
    case "minute":
    case "hour":
      return (moment.getHours() === 0 && moment.getMinutes() === 0 ? tick.day : tick.clock).format(moment);
    case "day":
    case "week":
      return tick.utcDay.format(moment);
    case "month":
      return tick.utcMonth.format(moment);
    default:
      return granularity satisfies never;
  }
}

/** Names a bucket by its beginning. Hours are the reader's; days, weeks and months are UTC, as the platform counts them. */
export function formatBucket(startSeconds: number, granularity: Granularity): string {
  const text = formats[granularity].format(new Date(startSeconds * 1000));
  return granularity === "week" ? `week of ${text}` : text;
}
