// Decides where a language model call belongs: to an observer further out, to a tool loop that waits for it, to the scope
// that the code runs in, or to an interaction of its own.

import type { Capture } from "../capture/capture.ts";
import type { Scope } from "../capture/scope.ts";
import { readInteractionOptions } from "../settings/interaction-options.ts";
import { announcedCalls } from "./announced-calls.ts";
import type { CallFollower } from "./call-follower.ts";
import { InnerAttempt } from "./inner-attempt.ts";
import { LanguageCall } from "./language-call.ts";
import { LanguageRecording } from "./language-recording.ts";
import { sameCallStep } from "./model-call-step.ts";
import { isObject } from "./object-proxy.ts";
import type { Observer } from "./observer.ts";
import { trailingToolCalls } from "./prompt-text.ts";
import { readProperty, readString } from "./read-shape.ts";
import { allContent } from "./recorded-content.ts";
import { ToolLoop } from "./tool-loop.ts";
import { type Caller, waitingLoops } from "./waiting-loops.ts";

interface CallStart {
  readonly modelId: string;
  readonly params: unknown;
  /** What stood under `providerOptions.nebuly`. */
  readonly nebuly: unknown;
  readonly isStreamed: boolean;
}

/** Begins to follow a call; undefined while capture is off, and for a call that comes after its turn. Never throws. */
export function startLanguageCall(observer: Observer, start: CallStart): CallFollower | undefined {
  const capture = observer.capture();
  if (capture === undefined) return undefined;
  try {
    return follow(capture, observer, start);
  } catch (error) {
    // Hostile parameters, such as a prompt that is a revoked proxy: the call goes on unobserved.
    capture.logger.warn("ai-sdk call", `a model call could not be captured: ${readString(error, "name") ?? "error"}`);
    return undefined;
  }
}

function follow(capture: Capture, observer: Observer, start: CallStart): CallFollower | undefined {
  const { modelId, params, nebuly, isStreamed } = start;
  const prompt = readProperty(params, "prompt");
  const options = readInteractionOptions(nebuly, capture.logger);
  const join = (loop: ToolLoop): void => {
    loop.addObserver(observer);
    loop.interaction.addOptions("call", options);
  };
  const scope = capture.currentScope();
  const outer = sameCallStep(scope, { modelId, content: prompt });
  if (outer?.loop !== undefined) {
    const { recorded } = outer.loop;
    join(outer.loop);
    outer.signal = readProperty(params, "abortSignal");
    return new InnerAttempt({ step: outer, call: new LanguageCall({ modelId, prompt, recorded }) });
  }
  const announced = announcedCalls().take({ capture, modelId, content: prompt });
  const caller: Caller = { observer, modelId, nebuly, headers: headersOfCall(params) };
  if (announced?.step !== undefined) {
    const { loop, follower } = announced.step;
    join(loop);
    loop.caller = caller;
    return follower;
  }
  // A scope that was opened by hand is the turn, whatever an earlier one is still waiting for.
  const within = scope?.interaction;
  const waiting = waitingLoops().find({ capture, prompt, within, caller });
  if (waiting === undefined && scope === undefined && isOver(params)) return undefined;
  const loop = waiting ?? createLoop(capture, scope);
  join(loop);
  loop.caller = caller;
  return new LanguageRecording({
    modelId,
    prompt,
    loop,
    abortSignal: readProperty(params, "abortSignal"),
    isAwaited: !isStreamed,
  });
}

/** `generateText` signs a copy of the headers for each of its calls; what a caller gave may be the same for all users. */
function headersOfCall(params: unknown): object | undefined {
  const headers = readProperty(params, "headers");
  return isObject(headers) && /(^| )ai\/\d/.test(readString(headers, "user-agent") ?? "") ? headers : undefined;
}

/** Some releases make the next step's call although the turn was called off between the steps: then it has ended. */
function isOver(params: unknown): boolean {
  const isCalledOff = readProperty(readProperty(params, "abortSignal"), "aborted") === true;
  return isCalledOff && trailingToolCalls(readProperty(params, "prompt")).length > 0;
}

function createLoop(capture: Capture, scope: Scope | undefined): ToolLoop {
  return new ToolLoop({
    capture,
    interaction: scope?.interaction ?? capture.open(),
    hasRoots: scope === undefined || scope.origin === "explicit",
    recorded: allContent,
  });
}
