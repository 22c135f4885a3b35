// Every default of the client's options in one place.

import type { FeedbackKey } from "../wire/feedback-body.ts";
import type { ApiVersion } from "../wire/interaction-body.ts";

const mebibyte = 1024 * 1024;

export const defaults: {
  readonly apiVersion: ApiVersion;
  readonly feedbackKey: FeedbackKey;
  readonly idleTimeoutMs: number;
  readonly maxOpenInteractions: number;
  readonly maxBodyBytes: number;
  readonly maxQueuedInteractions: number;
  readonly maxQueuedBytes: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly maxSpoolBytes: number;
  readonly retry: {
    readonly maxAttempts: number;
    readonly maxElapsedMs: number;
    readonly baseDelayMs: number;
    readonly maxDelayMs: number;
  };
} = {
  apiVersion: "v3",
  feedbackKey: "action",
  idleTimeoutMs: 120_000,
  maxOpenInteractions: 10_000,
  maxBodyBytes: 4 * mebibyte,
  maxQueuedInteractions: 10_000,
  maxQueuedBytes: 64 * mebibyte,
  concurrency: 16,
  timeoutMs: 10_000,
  maxSpoolBytes: 256 * mebibyte,
  // With full jitter twenty attempts outlast the five minutes, so that an outage is bounded by time alone.
  retry: { maxAttempts: 20, maxElapsedMs: 300_000, baseDelayMs: 500, maxDelayMs: 30_000 },
};
