// Calls of models that give one result and no answer: embeddings and rerankings. Inside an interaction each becomes one
// trace; outside of any there is no user's turn to tell of, and nothing is recorded.

import type { Capture } from "../capture/capture.ts";
import { runInScope, type Scope } from "../capture/scope.ts";
import { readInteractionOptions } from "../settings/interaction-options.ts";
import type { Trace } from "../wire/interaction.ts";
import { announcedCalls } from "./announced-calls.ts";
import { type CallFollower, followCall } from "./call-follower.ts";
import { createModelCallStep, sameCallStep } from "./model-call-step.ts";
import { modelIdOf, type ObservedCall } from "./observe-language-call.ts";
import { allContent, type RecordedContent } from "./recorded-content.ts";

/** A call and what came of it; `result` stays undefined when it failed. */
export interface PlainCall {
  readonly modelId: string;
  readonly params: unknown;
  result: unknown;
}

export interface PlainCallKind {
  /** What tells one call from another. */
  readContent(params: unknown): unknown;
  toTrace(call: PlainCall, recorded: RecordedContent): Trace;
}

/** Calls the model; the caller gets exactly what it gave. */
export function observePlainCall<Result>(call: ObservedCall<Result>, kind: PlainCallKind): Promise<Result> {
  const capture = call.observer.capture();
  const scope = capture?.currentScope();
  const follower = capture === undefined || scope === undefined ? undefined : follow(capture, scope, call, kind);
  if (follower === undefined) return Promise.resolve(call.run());
  return followCall(follower, call.run, (result) => {
    follower.result(result);
    return result;
  });
}

/** Undefined where an observer further out follows the same call. */
function follow(
  capture: Capture,
  scope: Scope,
  { observer, model, params, nebuly }: ObservedCall<unknown>,
  kind: PlainCallKind,
): CallFollower | undefined {
  const { interaction } = scope;
  const identity = { modelId: modelIdOf(model), content: kind.readContent(params) };
  interaction.addOptions("maker", observer.options);
  interaction.addOptions("call", readInteractionOptions(nebuly, capture.logger));
  if (sameCallStep(scope, identity) !== undefined) return undefined;
  const isTold = announcedCalls().take({ capture, ...identity }) !== undefined;
  const call: PlainCall = { modelId: identity.modelId, params, result: undefined };
  const step = createModelCallStep(identity);
  const source = { toTraces: () => kind.toTrace(call, allContent) };
  // What the telemetry tells of already runs in a step all the same, for the observers further in to know it by.
  const trace = isTold ? undefined : interaction.startTrace(source, { isModelCall: false });
  return {
    tap: undefined,
    run: (callback) => runInScope({ interaction, origin: "ai-sdk", step }, callback),
    result(result) {
      call.result = result;
      trace?.end();
    },
    fail: () => trace?.end(),
  };
}
