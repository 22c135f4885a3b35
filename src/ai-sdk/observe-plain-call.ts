// Calls of models that give one result and no answer: embeddings and rerankings. Each becomes one trace.

import { readInteractionOptions } from "../capture/interaction-options.ts";
import type { OpenInteraction, OpenTrace } from "../capture/open-interaction.ts";
import { runInScope } from "../capture/scope.ts";
import type { Trace } from "../wire/interaction.ts";
import { innermostSource, type ModelCallStep, modelCallScope, sameCallStep } from "./model-call-step.ts";
import type { ObservedCall } from "./observe-language-call.ts";
import { readProperty, readString } from "./read-shape.ts";

/** A call and what came of it; `result` stays undefined when it failed. */
export interface PlainCall {
  readonly modelId: string;
  readonly params: unknown;
  result: unknown;
}

export interface PlainCallKind {
  /** Key of the parameter that tells one call from another. */
  readonly contentKey: string;
  toTrace(call: PlainCall): Trace;
}

interface PlainRecording {
  readonly call: PlainCall;
  readonly trace: OpenTrace | undefined;
  readonly interaction: OpenInteraction;
  readonly step: ModelCallStep;
}

/** Calls the model; the caller gets exactly what it gave. */
export function observePlainCall<Result>(
  options: ObservedCall<Result> & { readonly kind: PlainCallKind },
): PromiseLike<Result> {
  const recording = start(options, options.kind);
  if (recording === undefined) return options.run();
  const { call, trace, interaction, step } = recording;
  try {
    return Promise.resolve(runInScope(modelCallScope(interaction, step), options.run)).then(
      (result) => {
        call.result = result;
        trace?.end();
        return result;
      },
      (error: unknown) => {
        trace?.end();
        throw error;
      },
    );
  } catch (error) {
    // The model threw before it returned a promise.
    trace?.end();
    throw error;
  }
}

function start(observed: ObservedCall<unknown>, kind: PlainCallKind): PlainRecording | undefined {
  const capture = observed.observer.capture();
  if (capture === undefined) return undefined;
  const { params } = observed;
  const modelId = readString(observed.model, "modelId") ?? "unknown";
  const content = readProperty(params, kind.contentKey);
  const call: PlainCall = { modelId, params, result: undefined };
  const step: ModelCallStep = { kind: "model-call", modelId, content, inner: [] };
  const source = innermostSource(step, { toTraces: () => kind.toTrace(call) });
  const scope = capture.currentScope();
  const outer = sameCallStep(scope, step);
  outer?.inner.push(source);
  const interaction = scope?.interaction ?? capture.open();
  interaction.addOptions(
    "call",
    readInteractionOptions(observed.nebuly, (problem) => capture.logger.warn(problem.field, problem.message)),
  );
  // On its own it is no turn of a user; it then settles at once and is counted as empty.
  const trace = outer === undefined ? interaction.startTrace(source, { isModelCall: false }) : undefined;
  return { call, trace, interaction, step };
}
