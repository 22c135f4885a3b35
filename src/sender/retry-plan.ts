// What becomes of an event whose attempt failed: again at once, again later, or given up.

import type { PendingEvent } from "./pending-event.ts";
import type { RetryDelayOptions } from "./retry-delay.ts";
import { drawRetryDelay } from "./retry-delay.ts";
import type { Throttle } from "./throttle.ts";
import type { Verdict } from "./verdict.ts";

export interface RetryLimits extends RetryDelayOptions {
  readonly maxAttempts: number;
}

export type RetryPlan =
  | { readonly type: "at-once" }
  | { readonly type: "later"; readonly delayMs: number }
  | { readonly type: "give-up" };

/** A platform that names a longer pause is asked again after this one. */
const maxRetryAfterMs = 300_000;
/** So many attempts that the platform put off itself are not charged to the event. */
const maxHeldAttempts = 10;

/** Charges the failure to the event and to the throttle, and says how it goes on. */
export function planRetry(options: {
  readonly event: PendingEvent;
  readonly verdict: Extract<Verdict, { readonly type: "retry" }>;
  readonly throttle: Throttle;
  readonly limits: RetryLimits;
  readonly elapsedMs: number;
}): RetryPlan {
  const { event, verdict, throttle, limits, elapsedMs } = options;
  if (verdict.isConnectionLost && !event.hadStaleConnection) {
    // The platform may have closed an idle connection while we wrote to it; another connection will do.
    event.hadStaleConnection = true;
    event.uncharged += 1;
    return { type: "at-once" };
  }
  throttle.failed();
  const heldMs = verdict.retryAfterMs === undefined ? undefined : Math.min(verdict.retryAfterMs, maxRetryAfterMs);
  if (heldMs !== undefined) throttle.pauseFor(heldMs);
  const charged = event.attempts - event.uncharged;
  const delayMs = Math.max(heldMs ?? 0, drawRetryDelay(charged, limits));
  const waitMs = Math.max(delayMs, throttle.pauseLeftMs);
  if (heldMs !== undefined && event.heldAttempts < maxHeldAttempts) {
    event.heldAttempts += 1;
    event.uncharged += 1;
    event.deadlineMs += waitMs;
    return { type: "later", delayMs };
  }
  const isOver = charged >= limits.maxAttempts || elapsedMs + waitMs > event.deadlineMs;
  return isOver ? { type: "give-up" } : { type: "later", delayMs };
}
