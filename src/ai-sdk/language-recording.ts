// Follows one language model call from its start to its end, whichever way in saw it. Nothing here throws or waits.

import type { InteractionStatus } from "../capture/open-interaction.ts";
import type { TraceSource } from "../capture/recording.ts";
import { runInScope } from "../capture/scope.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import type { StreamTap } from "../capture/tap-stream.ts";
import type { Trace } from "../wire/interaction.ts";
import type { CallFollower } from "./call-follower.ts";
import { LanguageCall } from "./language-call.ts";
import { createModelCallStep, type ModelCallStep } from "./model-call-step.ts";
import { hasMethod, readProperty, readString } from "./read-shape.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { NextStep, OpenStep, StepEnd, ToolLoop } from "./tool-loop.ts";

export interface RecordingOptions {
  readonly modelId: string;
  readonly prompt: unknown;
  readonly loop: ToolLoop;
  readonly abortSignal: unknown;
  /** Whether the code that started the loop waits for its end: it does where nothing is streamed. */
  readonly isAwaited: boolean;
}

export class LanguageRecording implements CallFollower, StreamTap {
  readonly tap: StreamTap = this;
  readonly #call: LanguageCall;
  readonly #step: ModelCallStep;
  readonly #loop: ToolLoop;
  readonly #open: OpenStep;
  readonly #signal: AbortSignal | undefined;
  readonly #isAwaited: boolean;
  #knownToolCalls = 0;
  #finishReason: string | undefined;
  #hasErrorPart = false;
  /** Whether somebody waits for a part of the stream; undefined until somebody did. */
  #isAskedFor: boolean | undefined;
  #hasFailed = false;

  constructor(options: RecordingOptions) {
    const { modelId, prompt, loop, abortSignal } = options;
    this.#step = createModelCallStep({ modelId, content: prompt, loop });
    this.#loop = loop;
    this.#isAwaited = options.isAwaited;
    this.#call = new LanguageCall({ modelId, prompt, recorded: loop.recorded });
    this.#signal = isAbortSignal(abortSignal) ? abortSignal : undefined;
    this.#open = loop.startStep(this.#call, this.#source);
    // A model that does not listen to the signal, and a stream that nobody reads on, would never tell.
    this.#signal?.addEventListener("abort", this.#onAbort);
  }

  run<Result>(callback: () => Result): Result {
    return runInScope({ interaction: this.#loop.interaction, origin: "ai-sdk", step: this.#step }, callback);
  }

  read<Result>(read: () => Result): Result {
    this.#isAskedFor = true;
    return read();
  }

  part(part: unknown): void {
    this.#isAskedFor = false;
    const { interaction } = this.#loop;
    if (interaction.isSettled) return;
    interaction.touch();
    try {
      const type = this.#call.addPart(part);
      if (type === "finish") this.#finishReason = readFinishReason(part);
      else if (type === "error") this.#hasErrorPart = true;
      else if (type === "tool-call") this.#announceToolCalls();
    } catch {
      // A part that breaks whoever reads it; the SDK has it, the capture goes on with the next.
    }
  }

  result(result: unknown): void {
    try {
      this.#call.addResult(result);
      this.#finishReason = readFinishReason(result);
      this.#announceToolCalls();
    } catch {
      // A result that breaks whoever reads it; what was read until then is kept.
    }
    this.end();
  }

  end(): void {
    if (this.#hasErrorPart || this.#finishReason === "error") {
      this.fail();
    } else {
      const { toolCalls, pausedCall } = this.#call;
      const hasNext = toolCalls.length > 0 || pausedCall !== undefined;
      this.#end({ status: "completed", ...(hasNext && { next: this.#next() }) });
    }
  }

  fail(error?: unknown): void {
    this.#hasFailed = true;
    if (isAbort(error) || this.isCalledOff) this.#end({ status: "cancelled" });
    else this.#end({ status: "failed", next: this.#next(retryDelayMs(error, this.#loop.failedAttempts + 1)) });
  }

  cancel(): void {
    // A stream that told of an error is cancelled to be repeated.
    if (this.#finishReason === undefined && !this.#hasErrorPart) this.#end({ status: "cancelled" });
    else this.end();
  }

  left(): void {
    this.#loop.interaction.endLeft(() => {
      if (this.#finishReason === undefined) this.#end({ status: "cancelled", isLeft: true });
      else this.end();
    });
  }

  /** Whoever leads the loop says that it is over. */
  stop(status: InteractionStatus): void {
    if (status === "completed") this.end();
    else this.#end({ status: status === "cancelled" ? "cancelled" : "failed" });
  }

  get isCalledOff(): boolean {
    return readProperty(this.#signal ?? this.#step.signal, "aborted") === true;
  }

  readonly #onAbort = (): void => this.#end({ status: "cancelled" });

  #end(end: StepEnd): void {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#open.end(end);
  }

  #next(withinMs?: number): NextStep {
    const next = { isAwaited: this.#isAwaited, abortSignal: this.#signal };
    return withinMs === undefined ? next : { ...next, withinMs };
  }

  #announceToolCalls(): void {
    const { toolCalls } = this.#call;
    for (const toolCall of toolCalls.slice(this.#knownToolCalls)) this.#loop.toolCalled(toolCall);
    this.#knownToolCalls = toolCalls.length;
  }

  /** The attempts further in that failed, then the call; when the last of them is why the call failed, they are all. */
  readonly #source: TraceSource = {
    endIfLeft: () => {
      if (this.#isAskedFor === false) this.left();
    },
    toTraces: (): readonly Trace[] => {
      const { failedAttempts, answeredBy } = this.#step;
      const attempts = failedAttempts.flatMap((attempt) => attempt.toTraces() ?? []);
      return this.#hasFailed && attempts.length > 0 ? attempts : [...attempts, ...this.#call.toTraces(answeredBy)];
    },
  };
}

/** Told by what it can do: one of another realm, or of a polyfill, is no instance of this one's. */
function isAbortSignal(value: unknown): value is AbortSignal {
  return hasMethod(value, "addEventListener") && typeof readProperty(value, "aborted") === "boolean";
}

/** The reason as a word: a string in spec v2, `{ unified, raw }` since. */
function readFinishReason(value: unknown): string | undefined {
  return readString(value, "finishReason") ?? readString(readProperty(value, "finishReason"), "unified");
}
