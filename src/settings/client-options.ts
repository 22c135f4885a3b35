// The options that a client takes, as users write them. What they become is in settings.ts.

import type { Logger } from "../runtime/logger.ts";
import type { Drop } from "../sender/outgoing-event.ts";
import type { FeedbackKey } from "../wire/feedback-body.ts";
import type { ApiVersion } from "../wire/interaction-body.ts";
import type { InteractionOptions } from "./interaction-options.ts";
import type { RedactContext } from "./redact.ts";

/** How failed sends are repeated. */
export interface RetryOptions {
  /** Attempts per event, the first included. Default 20, which the time limit comes before. */
  readonly maxAttempts?: number | undefined;
  /** Longest time from the first attempt of an event to its last, in milliseconds. Default 300,000 (5 minutes). */
  readonly maxElapsedMs?: number | undefined;
  /** Upper limit of the first delay; it doubles with every attempt and the delay is drawn below it. Default 500. */
  readonly baseDelayMs?: number | undefined;
  /** Upper limit of any delay that is not the platform's own `Retry-After`. Default 30,000. */
  readonly maxDelayMs?: number | undefined;
}

/** Options of a {@link Nebuly} client. The interaction options are its defaults for everything it captures. */
export interface ClientOptions extends InteractionOptions {
  /** The project's secret key. Default: `NEBULY_API_KEY`. Without one, and without a base URL, capture is off. */
  readonly apiKey?: string | undefined;
  /**
   * Where the platform is. Default: `NEBULY_ENDPOINT_URL`, else `https://backend.nebuly.com`. A path prefix is kept, a
   * trailing `/event-ingestion` is not.
   */
  readonly baseUrl?: string | undefined;
  /** Generation of the Interaction API. Default `v3`. */
  readonly apiVersion?: ApiVersion | undefined;
  /** First key of a late feedback's body. Default `action`. */
  readonly feedbackKey?: FeedbackKey | undefined;
  /**
   * Rewrites every text before it is queued: inputs, outputs, messages, tool arguments and results, feedback texts. A
   * text on which it throws, or for which it returns anything but a string, is not sent.
   */
  readonly redact?: ((text: string, context: RedactContext) => string) | undefined;
  /** Send end users as HMAC-SHA256 of their id under this secret, in hexadecimal. */
  readonly endUserSecret?: string | undefined;
  /** An open interaction without an event for so long is settled as abandoned. Default 120,000 (2 minutes). */
  readonly idleTimeoutMs?: number | undefined;
  /** Open interactions at once; beyond it the oldest is settled as abandoned. Default 10,000. */
  readonly maxOpenInteractions?: number | undefined;
  /** Largest body sent; larger ones lose their oldest middle messages first. Default 4,194,304 (4 MiB). */
  readonly maxBodyBytes?: number | undefined;
  /** Events waiting at once; beyond it the oldest is dropped. Default 10,000. */
  readonly maxQueuedInteractions?: number | undefined;
  /** Bytes waiting at once; beyond it the oldest event is dropped. Default 67,108,864 (64 MiB). */
  readonly maxQueuedBytes?: number | undefined;
  /**
   * Most requests under way at once; a client begins with 4, and each success allows one more. At most 64. Default 16. Not on
   * edge runtimes, where every event is sent by the request that it belongs to.
   */
  readonly concurrency?: number | undefined;
  /**
   * Milliseconds for one request, from connecting to the last byte of the answer; for one that shares a connection, from the
   * answer before its own. Default 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /** How failed sends are repeated. */
  readonly retry?: RetryOptions | undefined;
  /** Keep undelivered events in this directory, so that they survive a crash. Not at the edge. Default: in memory only. */
  readonly spoolDirectory?: string | undefined;
  /** Largest size of the spool directory in bytes. Default 268,435,456 (256 MiB). */
  readonly maxSpoolBytes?: number | undefined;
  /** Keeps a serverless invocation alive while events are sent. Default: found on the request context where there is one. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /**
   * Flush on SIGTERM and SIGINT, then raise the signal again. Where the program handles the signal itself it is not raised,
   * and turns that are open go on: await `shutdown()` before a `process.exit()` there. Default false.
   */
  readonly flushOnSignal?: boolean | undefined;
  /** Told of every event that will never be delivered. */
  readonly onDrop?: ((drop: Drop) => void) | undefined;
  /** Where warnings go. Default: `console`. */
  readonly logger?: Logger | undefined;
  /** Also log why something was not captured or not sent. Default false. */
  readonly debug?: boolean | undefined;
  /** A fetch to send with, in place of the runtime's client. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}
