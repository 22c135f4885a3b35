// Follows one call of a handler to the end of what it answers: the value, the response body, or the client's going away.

import type { OpenInteraction } from "../capture/open-interaction.ts";
import { runInScope, type Scope } from "../capture/scope.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import type { StreamTap } from "../capture/tap-stream.ts";
import type { Clock } from "../runtime/clock.ts";
import { watchResponse } from "./watch-response.ts";

/**
 * A handler that has called no model by its end may have started one that is about to (`after`, a stream that is read
 * later); then nothing is waited for any longer.
 */
const lateCallMs = 2_000;
/**
 * When the client has gone, a model stream that nobody reads any more never tells its end (AI SDK 7), while one that the
 * app reads on (`consumeStream`) does. Silence of this length tells them apart.
 */
const silenceMs = 10_000;

/** How an answer ended. */
type AnswerEnd = "completed" | "failed" | "cancelled";

export interface AnswerWatchOptions {
  readonly interaction: OpenInteraction;
  readonly clock: Clock;
  /** Whether the interaction was opened for this call; one that was joined is its opener's to settle. */
  readonly isOwn: boolean;
  /** The handler's first argument: a Request for route handlers, anything for server actions. */
  readonly request: unknown;
}

export class AnswerWatch {
  readonly scope: Scope;
  readonly #options: AnswerWatchOptions;
  readonly #leave: ReturnType<OpenInteraction["enterScopeFunction"]>;
  readonly #signal: AbortSignal | undefined;
  #isHandlerRunning = true;
  #hasEnded = false;

  constructor(options: AnswerWatchOptions) {
    this.#options = options;
    this.scope = { interaction: options.interaction, origin: "explicit" };
    this.#leave = options.interaction.enterScopeFunction();
    this.#signal = readSignal(options.request);
    this.#signal?.addEventListener("abort", this.#onAbort);
  }

  /** Runs the handler. What it returns comes back as it is, a response with a body as its watched twin. */
  follow<Result>(run: () => Result): Result {
    let result: Result;
    try {
      result = run();
    } catch (error) {
      this.#threw(error);
      throw error;
    }
    // Other thenables are left alone: calling `then` on a query builder would run the query twice.
    if (!(result instanceof Promise)) return this.#returned(result);
    const followed = result.then(
      (value: unknown) => this.#returned(value),
      (error: unknown) => {
        this.#threw(error);
        throw error;
      },
    );
    // It resolves to what the handler's promise does; the compiler can't know that Result is that promise's type.
    return followed as Result;
  }

  #returned<Value>(value: Value): Value {
    this.#isHandlerRunning = false;
    if (this.#signal?.aborted === true) {
      this.#end("cancelled");
    } else if (!(value instanceof Response)) {
      this.#end("completed");
    } else {
      // The answer to a HEAD request has a body that nobody reads.
      const watched = isHead(this.#options.request) ? undefined : watchResponse(value, this.#bodyTap(value));
      if (watched !== undefined) return watched as Value & Response;
      this.#end(endOf(value));
    }
    return value;
  }

  #bodyTap(response: Response): StreamTap {
    const { interaction } = this.#options;
    return {
      // A body that makes its chunks when it is read calls the model then: inside the turn.
      read: (read) => runInScope(this.scope, read),
      part: () => interaction.touch(),
      end: () => this.#end(endOf(response), { hasReadAll: true }),
      fail: (error) => this.#end(isAbort(error) ? "cancelled" : "failed"),
      cancel: () => this.#end("cancelled"),
      left: () => interaction.endLeft(() => this.#end("cancelled")),
    };
  }

  #threw(error: unknown): void {
    this.#isHandlerRunning = false;
    if (this.#signal?.aborted === true || isAbort(error)) this.#end("cancelled");
    else this.#end(isAnswer(error) ? "completed" : "failed");
  }

  readonly #onAbort = (): void => {
    // A handler that is still running may yet call its model; its end is the end then.
    if (!this.#isHandlerRunning) this.#end("cancelled");
  };

  #end(end: AnswerEnd, read?: { readonly hasReadAll: boolean }): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#leave(end, read);
    const { interaction, clock, isOwn } = this.#options;
    if (interaction.isSettled || !isOwn) return;
    if (end === "cancelled") this.#settleWhenSilent(silenceMs);
    else clock.setTimer(() => interaction.hurry(), lateCallMs);
  }

  #settleWhenSilent(afterMs: number): void {
    const { interaction, clock } = this.#options;
    clock.setTimer(() => {
      if (interaction.isSettled) return;
      const leftMs = silenceMs - (clock.now() - interaction.lastEventAt);
      if (leftMs <= 0) interaction.settle("cancelled");
      else this.#settleWhenSilent(leftMs);
    }, afterMs);
  }
}

function endOf(response: Response): AnswerEnd {
  return response.status >= 500 ? "failed" : "completed";
}

function readSignal(request: unknown): AbortSignal | undefined {
  try {
    return request instanceof Request ? request.signal : undefined;
  } catch {
    // A stand-in for a request that does not tell its signal: the body's own end has to do.
    return undefined;
  }
}

function isHead(request: unknown): boolean {
  try {
    return request instanceof Request && request.method === "HEAD";
  } catch {
    // As above.
    return false;
  }
}

/** What `redirect()`, `notFound()` and their like throw to leave a handler: Next.js makes an answer of it, not a failure. */
const thrownAnswer = /^NEXT_(REDIRECT|NOT_FOUND|HTTP_ERROR_FALLBACK)/;

function isAnswer(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  try {
    const digest: unknown = Reflect.get(error, "digest");
    return typeof digest === "string" && thrownAnswer.test(digest);
  } catch {
    // A hostile error object; it is a failure like any other.
    return false;
  }
}
