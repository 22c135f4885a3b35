// From options and environment to one frozen settings object. Inner code never checks an option again.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { Logger } from "../runtime/logger.ts";
import { longestTimerMs } from "../runtime/timeout-limits.ts";
import type { Drop } from "../sender/outgoing-event.ts";
import { hostedBaseUrl } from "../wire/endpoints.ts";
import type { FeedbackKey } from "../wire/feedback-body.ts";
import type { ApiVersion } from "../wire/interaction-body.ts";
import { parseBaseUrl } from "./base-url.ts";
import type { ClientOptions } from "./client-options.ts";
import { defaults } from "./defaults.ts";
import { type InteractionOptions, interactionOptionChecks, pickInteractionOptions } from "./interaction-options.ts";
import {
  checkOptions,
  isBoolean,
  isFunction,
  isHeaderText,
  isLogger,
  isOneOf,
  isText,
  isWholeNumber,
} from "./option-checks.ts";
import type { RedactContext } from "./redact.ts";

/** Everything a client works with, checked and complete. Holds the key: never log it, never expose it. */
export interface Settings {
  /** Absent when capture is off. */
  readonly apiKey: string | undefined;
  readonly isEnabled: boolean;
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  readonly feedbackKey: FeedbackKey;
  readonly interactionDefaults: InteractionOptions;
  readonly redact: ((text: string, context: RedactContext) => string) | undefined;
  readonly endUserSecret: string | undefined;
  readonly idleTimeoutMs: number;
  readonly maxOpenInteractions: number;
  readonly maxBodyBytes: number;
  readonly maxQueuedInteractions: number;
  readonly maxQueuedBytes: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retry: {
    readonly maxAttempts: number;
    readonly maxElapsedMs: number;
    readonly baseDelayMs: number;
    readonly maxDelayMs: number;
  };
  readonly spoolDirectory: string | undefined;
  readonly maxSpoolBytes: number;
  readonly waitUntil: ((promise: Promise<unknown>) => void) | undefined;
  readonly flushOnSignal: boolean;
  readonly onDrop: ((drop: Drop) => void) | undefined;
  readonly logger: Logger;
  readonly debug: boolean;
  readonly fetch: typeof globalThis.fetch | undefined;
  /** Things worth one warning that are no error, such as a plain-http base URL. */
  readonly warnings: readonly string[];
}

const clientOptionChecks = {
  ...interactionOptionChecks,
  apiKey: isHeaderText,
  baseUrl: isText,
  apiVersion: isOneOf(["v3", "v2"]),
  feedbackKey: isOneOf(["action", "feedback"]),
  redact: isFunction,
  endUserSecret: isText,
  idleTimeoutMs: isWholeNumber({ min: 1, max: longestTimerMs }),
  maxOpenInteractions: isWholeNumber({ min: 1 }),
  maxBodyBytes: isWholeNumber({ min: 1024 }),
  maxQueuedInteractions: isWholeNumber({ min: 1 }),
  maxQueuedBytes: isWholeNumber({ min: 1024 }),
  concurrency: isWholeNumber({ min: 1, max: 64 }),
  timeoutMs: isWholeNumber({ min: 1, max: longestTimerMs }),
  retry: () => undefined,
  spoolDirectory: isText,
  maxSpoolBytes: isWholeNumber({ min: 1024 }),
  waitUntil: isFunction,
  flushOnSignal: isBoolean,
  onDrop: isFunction,
  logger: isLogger,
  debug: isBoolean,
  fetch: isFunction,
};

const retryChecks = {
  maxAttempts: isWholeNumber({ min: 1, max: 100 }),
  maxElapsedMs: isWholeNumber({ min: 0, max: longestTimerMs }),
  baseDelayMs: isWholeNumber({ min: 1, max: longestTimerMs }),
  maxDelayMs: isWholeNumber({ min: 1, max: longestTimerMs }),
};

/**
 * Makes the settings from options first, environment second, defaults last.
 * Throws `NebulyValidationError` naming the field that is wrong.
 */
export function createSettings(
  options: ClientOptions,
  readEnvironment: (name: string) => string | undefined,
): Settings {
  checkOptions(options, clientOptionChecks);
  if (options.retry !== undefined) checkOptions(options.retry, retryChecks, "retry.");

  const place = options.baseUrl ?? (readEnvironment("NEBULY_ENDPOINT_URL") || undefined);
  const baseUrl = parseBaseUrl({
    text: place ?? hostedBaseUrl,
    field: options.baseUrl === undefined ? "NEBULY_ENDPOINT_URL" : "baseUrl",
  });
  const givenKey = options.apiKey ?? readApiKey(readEnvironment);
  // A platform on this machine asks for a key but takes any.
  const apiKey = givenKey ?? (baseUrl.isLoopback ? "local" : undefined);
  if (apiKey === undefined && place !== undefined) {
    throw new NebulyValidationError({
      field: "apiKey",
      problem: "is missing: give it as an option or as NEBULY_API_KEY, or remove the base URL to switch capture off",
    });
  }

  return Object.freeze({
    ...withDefaults(options, defaults),
    apiKey,
    isEnabled: apiKey !== undefined,
    baseUrl: baseUrl.url,
    interactionDefaults: Object.freeze(pickInteractionOptions(options)),
    redact: options.redact,
    endUserSecret: options.endUserSecret,
    retry: withDefaults(options.retry ?? {}, defaults.retry),
    spoolDirectory: options.spoolDirectory,
    waitUntil: options.waitUntil,
    flushOnSignal: options.flushOnSignal ?? false,
    onDrop: options.onDrop,
    logger: options.logger ?? console,
    debug: options.debug ?? false,
    fetch: options.fetch,
    warnings: baseUrl.warnings,
  });
}

type Given<Value> = { readonly [Field in keyof Value]?: Value[Field] | undefined };

/** Every field of the defaults, as it was given where it was. */
function withDefaults<Defaults extends object>(
  given: { readonly [Field in keyof Defaults]?: Given<Defaults[Field]> | undefined },
  fallbacks: Defaults,
): Defaults {
  const fields = Object.entries(given).filter(
    ([field, value]) => value !== undefined && Object.hasOwn(fallbacks, field),
  );
  return { ...fallbacks, ...Object.fromEntries(fields) };
}

function readApiKey(readEnvironment: (name: string) => string | undefined): string | undefined {
  // Keys come out of secret stores with a line break at their end often enough.
  const key = readEnvironment("NEBULY_API_KEY")?.trim();
  if (key === undefined || key === "") return undefined;
  const problem = isHeaderText(key);
  if (problem !== undefined) throw new NebulyValidationError({ field: "NEBULY_API_KEY", problem });
  return key;
}
