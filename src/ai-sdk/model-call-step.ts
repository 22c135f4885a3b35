// The scope step that a model call runs in: how an observer further in knows that the same call is being observed already.

import type { TraceSource } from "../capture/recording.ts";
import type { Scope } from "../capture/scope.ts";
import { readProperty } from "./read-shape.ts";
import type { ToolLoop } from "./tool-loop.ts";

/** A call of a model as observers tell each other. Told by its shape: another copy of the package may read it. */
export interface ModelCallStep {
  readonly kind: "model-call";
  readonly modelId: string;
  /** The prompt, values or documents as they were given, by reference. */
  readonly content: unknown;
  /** The loop that it is a step of: observers further in add their options to it. Only language models have one. */
  readonly loop?: ToolLoop;
  /** Attempts that failed further in, where the outer observer sees one call: a model that falls back on others. */
  readonly failedAttempts: TraceSource[];
  /** The model that answered in the end, as the innermost observer knows it. */
  answeredBy: string | undefined;
  /** What calls it off, where only an observer further in is shown it. */
  signal: unknown;
}

export function createModelCallStep(options: Pick<ModelCallStep, "modelId" | "content" | "loop">): ModelCallStep {
  return { kind: "model-call", ...options, failedAttempts: [], answeredBy: undefined, signal: undefined };
}

/** The running code's model call, if the given one is the same call seen from further in. */
export function sameCallStep(
  scope: Scope | undefined,
  call: { readonly modelId: string; readonly content: unknown },
): ModelCallStep | undefined {
  const step = scope?.origin === "ai-sdk" ? scope.step : undefined;
  if (!isModelCallStep(step)) return undefined;
  return step.content === call.content || step.modelId === call.modelId ? step : undefined;
}

function isModelCallStep(step: unknown): step is ModelCallStep {
  return readProperty(step, "kind") === "model-call";
}
