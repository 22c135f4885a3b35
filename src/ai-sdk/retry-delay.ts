// How long after a failed attempt the SDK's next one can come.

import { readProperty, readString } from "./read-shape.ts";

/** A model that falls back on another one calls it at once. */
const fallbackMs = 50;
/** The SDK's own back-off: two seconds, doubled with every attempt. */
const firstBackoffMs = 2_000;
const maxBackoffMs = 60_000;
/** The timer of the SDK and the call itself may come late. */
const slackMs = 1_000;

/** Milliseconds to wait for a repetition of an attempt that failed, `attempt` counting from 1. */
export function retryDelayMs(error: unknown, attempt: number): number {
  if (readProperty(error, "isRetryable") !== true) return fallbackMs;
  const backoffMs = Math.min(firstBackoffMs * 2 ** (attempt - 1), maxBackoffMs);
  return Math.max(backoffMs, readRetryAfterMs(error)) + slackMs;
}

/** The SDK honours the header up to one minute. */
function readRetryAfterMs(error: unknown): number {
  const headers = readProperty(error, "responseHeaders");
  const inMs = Number(readString(headers, "retry-after-ms"));
  const inSeconds = Number(readString(headers, "retry-after"));
  const delayMs = inMs > 0 ? inMs : inSeconds * 1_000;
  return delayMs > 0 && delayMs <= maxBackoffMs ? delayMs : 0;
}
