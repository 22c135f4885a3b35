// How long a read waits before its next attempt.

export interface RetryDelayOptions {
  /** The attempt that has just failed, from 1. */
  readonly attempt: number;
  /** Value of the Retry-After header, if there was one: seconds or an HTTP date. */
  readonly retryAfter: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: () => number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** What the platform asks for, else a random part of a limit that doubles with every attempt (full jitter). */
export function retryDelayMs(options: RetryDelayOptions): number {
  const asked = readRetryAfterMs(options.retryAfter, options.now);
  if (asked !== undefined) return asked;
  const limit = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (options.attempt - 1));
  return Math.floor(options.random() * limit);
}

function readRetryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
