// The scope step that a model call runs in: how an observer further in knows that the same call is being observed already.

import type { OpenInteraction, TraceSource } from "../capture/open-interaction.ts";
import type { Scope } from "../capture/scope.ts";
import type { Trace } from "../wire/interaction.ts";
import { readProperty } from "./read-shape.ts";

/** A call of a model as observers tell each other. Plain data: another copy of the package may read it. */
export interface ModelCallStep {
  readonly kind: "model-call";
  readonly modelId: string;
  /** The prompt, values or documents as they were given, by reference. */
  readonly content: unknown;
  /** Observers further in add what they saw, attempt by attempt; it replaces what the outer one saw. */
  readonly inner: TraceSource[];
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

/** The trace of a call: what the innermost observer saw. */
export function innermostSource(step: ModelCallStep, own: TraceSource): TraceSource {
  return {
    toTraces: (): readonly Trace[] =>
      (step.inner.length === 0 ? [own] : step.inner).flatMap((source) => source.toTraces() ?? []),
  };
}

/** The scope to run a model call in. */
export function modelCallScope(interaction: OpenInteraction, step: ModelCallStep): Scope {
  return { interaction, origin: "ai-sdk", step };
}
