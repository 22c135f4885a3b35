// One request of the read side: key, timeout, retries, and the platform's answer or one of this package's errors.

import type { z } from "zod";
import { NebulyApiError } from "../errors/nebuly-api-error.ts";
import { NebulyConnectionError } from "../errors/nebuly-connection-error.ts";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { withoutKey } from "../wire/without-key.ts";
import { retryDelayMs } from "./retry-delay.ts";

/** What reading needs of its client. */
export interface ReadDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  /** A number from 0 to below 1, for the jitter of retries. */
  readonly random: () => number;
}

/** One request. Everything the read side asks can be asked twice without harm. */
export interface ReadRequest<Answer> {
  readonly method: "GET" | "POST";
  /** Path below the base URL. */
  readonly path: string;
  readonly body?: unknown;
  /** What the answer must look like; keys it does not know survive. */
  readonly schema: z.ZodType<Answer>;
  readonly signal: AbortSignal | undefined;
}

/** Somebody waits for the answer: no more attempts than these, whatever the client allows for sending. */
const maxReadAttempts = 4;
const maxReasonLength = 500;

/**
 * Sends a request until it is answered for good. Rejects with `NebulyApiError` when the platform refuses,
 * `NebulyConnectionError` when it cannot be reached, `NebulyValidationError` when the client has no key, and with the
 * signal's reason when it was aborted.
 */
export async function read<Answer>(dependencies: ReadDependencies, request: ReadRequest<Answer>): Promise<Answer> {
  const { settings, clock, random } = dependencies;
  if (settings.apiKey === undefined) {
    throw new NebulyValidationError({
      field: "apiKey",
      problem: "is missing: reading needs a key, as an option or as NEBULY_API_KEY",
    });
  }
  const startedAt = clock.now();
  const maxAttempts = Math.min(settings.retry.maxAttempts, maxReadAttempts);
  for (let attempt = 1; ; attempt += 1) {
    request.signal?.throwIfAborted();
    const outcome = await attemptOnce(dependencies, settings.apiKey, request);
    if (outcome.type === "answer") return outcome.answer;
    if (!outcome.isTransient || attempt >= maxAttempts) throw outcome.error;
    const delayMs = retryDelayMs({
      attempt,
      retryAfter: outcome.retryAfter,
      now: clock.now(),
      random,
      ...settings.retry,
    });
    if (clock.now() + delayMs - startedAt > settings.retry.maxElapsedMs) throw outcome.error;
    await wait(clock, delayMs, request.signal);
  }
}

type Outcome<Answer> =
  | { readonly type: "answer"; readonly answer: Answer }
  | {
      readonly type: "failure";
      readonly error: NebulyApiError | NebulyConnectionError;
      readonly isTransient: boolean;
      /** Value of the Retry-After header, if there was one. */
      readonly retryAfter: string | undefined;
    };

async function attemptOnce<Answer>(
  { settings, clock }: ReadDependencies,
  apiKey: string,
  request: ReadRequest<Answer>,
): Promise<Outcome<Answer>> {
  const timeout = new AbortController();
  const cancelTimeout = clock.setTimer(() => timeout.abort(), settings.timeoutMs);
  const signals = request.signal === undefined ? [timeout.signal] : [timeout.signal, request.signal];
  try {
    const send = settings.fetch ?? globalThis.fetch;
    const response = await send(`${settings.baseUrl}${request.path}`, {
      method: request.method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", accept: "application/json" },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      redirect: "manual",
      signal: AbortSignal.any(signals),
    });
    const text = await response.text();
    if (response.ok) return readAnswer(request, response.status, text);
    return refusal(request.path, response, withoutKey(text, apiKey));
  } catch (cause) {
    // The caller's own abort comes first; everything else is the network's: refused, reset, DNS, TLS, cut short, timed out.
    request.signal?.throwIfAborted();
    const problem = timeout.signal.aborted
      ? `no answer within ${settings.timeoutMs} ms`
      : "the platform could not be reached";
    return {
      type: "failure",
      error: new NebulyConnectionError({ requestPath: request.path, problem, cause }),
      isTransient: true,
      retryAfter: undefined,
    };
  } finally {
    cancelTimeout();
  }
}

function readAnswer<Answer>(request: ReadRequest<Answer>, status: number, text: string): Outcome<Answer> {
  const parsed = request.schema.safeParse(parseJson(text));
  if (parsed.success) return { type: "answer", answer: parsed.data };
  const [issue] = parsed.error.issues;
  const reason = `the answer is not what the API documents${issue === undefined ? "" : ` at ${issue.path.join(".") || "its top"}`}`;
  const error = new NebulyApiError({ status, reason, requestPath: request.path });
  return { type: "failure", error, isTransient: false, retryAfter: undefined };
}

function refusal<Answer>(requestPath: string, response: Response, text: string): Outcome<Answer> {
  const { status } = response;
  return {
    type: "failure",
    error: new NebulyApiError({ status, reason: readReason(parseJson(text)), requestPath }),
    isTransient: status === 408 || status === 429 || status >= 500,
    retryAfter: response.headers.get("retry-after") ?? undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page, or nothing at all: there is no reason to be read from it.
    return undefined;
  }
}

/** The platform's `detail`: a sentence, or a list of fields with what is wrong with each. */
function readReason(answer: unknown): string {
  const detail = typeof answer === "object" && answer !== null ? Reflect.get(answer, "detail") : undefined;
  if (typeof detail === "string") return detail.slice(0, maxReasonLength);
  if (!Array.isArray(detail)) return "";
  return detail.map(readFieldReason).join("; ").slice(0, maxReasonLength);
}

function readFieldReason(item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  const loc: unknown = Reflect.get(item, "loc");
  return `${Array.isArray(loc) ? loc.join(".") : "body"}: ${String(Reflect.get(item, "msg"))}`;
}

function wait(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.setTimer(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      delayMs,
      { keepsProcessAlive: true },
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
