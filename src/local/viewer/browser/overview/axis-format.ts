// How values stand at a chart's axis: shorter than elsewhere, as they are round.

export function formatSecondsAtAxis(seconds: number): string {
  if (seconds === 0) return "0";
  if (seconds < 1) return `${trim(seconds * 1000)} ms`;
  return seconds < 120 ? `${trim(seconds)} s` : `${trim(seconds / 60)} min`;
}

/** Micro-dollars as dollars; cents have both their places. */
export function formatCostAtAxis(microDollars: number): string {
  const dollars = microDollars / 1_000_000;
  if (dollars === 0) return "$0";
  const text = trim(dollars);
  const [, places = ""] = text.split(".");
  return `$${places.length === 1 ? dollars.toFixed(2) : text}`;
}

/** Without the noise that binary fractions bring. */
function trim(value: number): string {
  return String(Number(value.toPrecision(6)));
}
