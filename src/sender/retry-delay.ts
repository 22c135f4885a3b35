// How long to wait before the next attempt: full jitter below a limit that doubles, up to a cap.

export interface RetryDelayOptions {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/** Delay after so many failures in a row (1 for the first), drawn evenly between 0 and the limit. */
export function drawRetryDelay(failures: number, options: RetryDelayOptions): number {
  // Beyond 2^31 the limit is the cap anyway; the bound keeps the power finite.
  const limit = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** Math.min(failures - 1, 31));
  return options.random() * limit;
}
