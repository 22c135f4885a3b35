// Time limits as callers give them: a typing mistake must not make a wait endless or a timer overflow.

/** The longest that a timer can wait; beyond it Node fires at once. */
export const longestTimerMs = 2_147_483_647;

/** The given limit within what a timer can do; the default where it is not a number at all. */
export function usableTimeoutMs(given: number | undefined, defaultMs: number): number {
  if (typeof given !== "number" || Number.isNaN(given)) return defaultMs;
  return Math.min(longestTimerMs, Math.max(0, given));
}
