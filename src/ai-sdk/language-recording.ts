// Follows one language model call from its start to its end, whichever way in saw it. Nothing here throws or waits.

import type { Capture } from "../capture/capture.ts";
import { readInteractionOptions } from "../capture/interaction-options.ts";
import type { OpenInteraction } from "../capture/open-interaction.ts";
import { runInScope, type Scope } from "../capture/scope.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import { LanguageCall } from "./language-call.ts";
import { innermostSource, type ModelCallStep, modelCallScope, sameCallStep } from "./model-call-step.ts";
import type { Observer } from "./observer.ts";
import { trailingToolResults } from "./prompt-text.ts";
import { readProperty, readString } from "./read-shape.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { StreamTap } from "./tap-stream.ts";
import { type OpenStep, ToolLoop } from "./tool-loop.ts";
import { waitingLoops } from "./waiting-loops.ts";

/** Begins to follow a call; undefined while capture is off. */
export function startLanguageRecording(
  observer: Observer,
  start: { readonly modelId: string; readonly params: unknown; readonly nebuly: unknown },
): LanguageRecording | undefined {
  const capture = observer.capture();
  if (capture === undefined) return undefined;
  try {
    return createRecording(capture, observer, start);
  } catch (error) {
    // Hostile parameters, such as a prompt whose getters throw: the call goes on unobserved.
    capture.logger.warn("ai-sdk call", `a model call could not be captured: ${readString(error, "name") ?? "error"}`);
    return undefined;
  }
}

function createRecording(
  capture: Capture,
  observer: Observer,
  start: { readonly modelId: string; readonly params: unknown; readonly nebuly: unknown },
): LanguageRecording {
  const prompt = readProperty(start.params, "prompt");
  const abortSignal = readProperty(start.params, "abortSignal");
  const call = new LanguageCall({ modelId: start.modelId, prompt });
  const scope = capture.currentScope();
  const outer = sameCallStep(scope, { modelId: start.modelId, content: prompt });
  const step: ModelCallStep = { kind: "model-call", modelId: start.modelId, content: prompt, inner: [] };
  const options = readInteractionOptions(start.nebuly, (problem) =>
    capture.logger.warn(problem.field, problem.message),
  );
  const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
  if (outer !== undefined && scope !== undefined) {
    outer.inner.push(innermostSource(step, call));
    scope.interaction.addOptions("call", options);
    return new LanguageRecording({
      call,
      step,
      signal,
      interaction: scope.interaction,
      loop: undefined,
      open: undefined,
    });
  }
  const results = trailingToolResults(prompt);
  const loop = findLoop(capture, scope, prompt, results) ?? createLoop(capture, scope, observer);
  const { interaction } = loop;
  interaction.addOptions("maker", observer.options);
  interaction.addOptions("call", options);
  loop.toolsAnswered(results);
  const open = loop.startStep(call, innermostSource(step, call));
  return new LanguageRecording({ call, step, signal, interaction, loop, open });
}

function findLoop(
  capture: Capture,
  scope: Scope | undefined,
  prompt: unknown,
  results: ReturnType<typeof trailingToolResults>,
): ToolLoop | undefined {
  const loop = waitingLoops().find(capture, prompt, results);
  // A scope that was opened by hand is the turn, whatever an earlier one is still waiting for.
  return scope === undefined || loop?.interaction === scope.interaction ? loop : undefined;
}

function createLoop(capture: Capture, scope: Scope | undefined, observer: Observer): ToolLoop {
  return new ToolLoop({
    capture,
    interaction: scope?.interaction ?? capture.open(),
    hasRoots: scope === undefined || scope.origin === "explicit",
    choices: observer.choices,
  });
}

export class LanguageRecording implements StreamTap {
  readonly #call: LanguageCall;
  readonly #step: ModelCallStep;
  readonly #signal: AbortSignal | undefined;
  readonly #interaction: OpenInteraction;
  /** Not there when an observer further out follows the loop. */
  readonly #loop: ToolLoop | undefined;
  readonly #open: OpenStep | undefined;
  #knownToolCalls = 0;
  #finishReason: string | undefined;
  #hasErrorPart = false;

  constructor(parts: {
    readonly call: LanguageCall;
    readonly step: ModelCallStep;
    readonly signal: AbortSignal | undefined;
    readonly interaction: OpenInteraction;
    readonly loop: ToolLoop | undefined;
    readonly open: OpenStep | undefined;
  }) {
    this.#call = parts.call;
    this.#step = parts.step;
    this.#signal = parts.signal;
    this.#interaction = parts.interaction;
    this.#loop = parts.loop;
    this.#open = parts.open;
  }

  /** Runs the model so that observers further in know of this one, and what the model calls itself joins. */
  run<Result>(callback: () => Result): Result {
    return runInScope(modelCallScope(this.#interaction, this.#step), callback);
  }

  part(part: unknown): void {
    if (this.#interaction.isSettled) return;
    this.#interaction.touch();
    try {
      this.#call.addPart(part);
      const type = readString(part, "type");
      if (type === "finish") this.#finishReason = readFinishReason(part);
      else if (type === "error") this.#hasErrorPart = true;
      else if (type === "tool-call") this.#announceToolCalls();
    } catch {
      // A part whose getters throw; the SDK has it, the capture goes on with the next.
    }
  }

  /** The result of a call that did not stream. */
  result(result: unknown): void {
    try {
      this.#call.addResult(result);
      this.#finishReason = readFinishReason(result);
      this.#announceToolCalls();
    } catch {
      // A result whose getters throw; what was read until then is kept.
    }
    this.end();
  }

  end(): void {
    if (this.#hasErrorPart || this.#finishReason === "error") {
      this.#open?.end(this.#isAborted() ? "cancelled" : "failed");
      return;
    }
    const isLoopOpen = this.#call.toolCalls.length > 0;
    this.#open?.end("completed", isLoopOpen ? { for: "tools", abortSignal: this.#signal } : undefined);
  }

  fail(error: unknown): void {
    if (isAbort(error) || this.#isAborted()) {
      this.#open?.end("cancelled");
      return;
    }
    const delayMs = retryDelayMs(error, (this.#loop?.failedAttempts ?? 0) + 1);
    this.#open?.end("failed", { for: "retry", delayMs, abortSignal: this.#signal });
  }

  cancel(): void {
    if (this.#finishReason === undefined) this.#open?.end("cancelled");
    else this.end();
  }

  #isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  #announceToolCalls(): void {
    const { toolCalls } = this.#call;
    for (const toolCall of toolCalls.slice(this.#knownToolCalls)) this.#loop?.toolCalled(toolCall);
    this.#knownToolCalls = toolCalls.length;
  }
}

/** The reason as a word: a string in spec v2, `{ unified, raw }` since. */
function readFinishReason(value: unknown): string | undefined {
  return readString(value, "finishReason") ?? readString(readProperty(value, "finishReason"), "unified");
}
