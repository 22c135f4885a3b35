// Numbers and moments as people read them.

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const full = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

export function formatCount(count: number): string {
  return count < 10_000 ? whole.format(count) : compact.format(count);
}

export function formatExactCount(count: number): string {
  return whole.format(count);
}

/** A count with its noun: `1 interaction`, `2 interactions`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatExactCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Micro-dollars as dollars, with as many places as it takes to see something. */
export function formatCost(microDollars: number): string {
  const dollars = microDollars / 1_000_000;
  if (dollars === 0) return "$0";
  if (dollars >= 1000) return `$${compact.format(dollars)}`;
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  if (dollars < 0.000001) return "<$0.000001";
  return `$${dollars.toFixed(Math.min(6, 2 - Math.floor(Math.log10(dollars)))).replace(/(\.\d*?[1-9])0+$/u, "$1")}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.95 ? 2 : 1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of day for today, day and time otherwise. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toDateString() === now.toDateString() ? clock.format(moment) : dayAndClock.format(moment);
}

export function formatFullMoment(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : full.format(moment);
}

export function formatShare(part: number, all: number): string {
  if (all === 0) return "0%";
  const percent = (100 * part) / all;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  return `${percent.toFixed(percent < 10 ? 1 : 0).replace(/\.0$/u, "")}%`;
}

const languageNames = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

/** The language that a code such as `pt` stands for. */
export function formatLanguage(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    // It is a name already.
    return code;
  }
}
