// Traces as steps to read: what kind each is, what it is called, and which of a model call's messages are new in it.

import type { Message } from "../../wire/interaction.ts";
import type { EmbeddingTraceBody, LlmTraceBody, RetrievalTraceBody, TraceBody } from "../../wire/interaction-body.ts";
import { formatCount } from "./format.ts";

interface StepFacts {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly tokens?: string;
  readonly cost?: number;
  readonly resultCount?: number;
  /** The step in one line. */
  readonly preview: string;
}

export interface ModelStep extends StepFacts {
  readonly kind: "model";
  readonly trace: LlmTraceBody;
  /** Messages that an earlier step was given as well, in the same order. */
  readonly repeated: readonly Message[];
  /** The step that they are shared with. */
  readonly repeatedFrom: number;
  readonly added: readonly Message[];
}

export interface LookupStep extends StepFacts {
  readonly kind: "lookup";
  readonly trace: RetrievalTraceBody;
}

export interface EmbeddingStep extends StepFacts {
  readonly kind: "embedding";
  readonly trace: EmbeddingTraceBody;
}

export type Step = ModelStep | LookupStep | EmbeddingStep;

const previewCharacters = 240;

export function describeSteps(traces: readonly TraceBody[]): readonly Step[] {
  const steps: Step[] = [];
  let previous: ModelStep | undefined;
  for (const [index, trace] of traces.entries()) {
    const step = describeStep(trace, index + 1, previous);
    if (step.kind === "model") previous = step;
    steps.push(step);
  }
  return steps;
}

function describeStep(trace: TraceBody, number: number, previous: ModelStep | undefined): Step {
  if ("messages" in trace) return describeModelStep(trace, number, previous);
  if ("outputs" in trace) {
    return {
      kind: "lookup",
      trace,
      number,
      name: trace.source,
      resultCount: trace.outputs.length,
      preview: toPreview(trace.input),
    };
  }
  return {
    kind: "embedding",
    trace,
    number,
    name: trace.model,
    ...(trace.input_tokens !== undefined && { tokens: `${formatCount(trace.input_tokens)} tokens` }),
    preview: toPreview(trace.input),
  };
}

function describeModelStep(trace: LlmTraceBody, number: number, previous: ModelStep | undefined): ModelStep {
  // The empty user turn that some exporters close the list with says nothing.
  const messages = trace.messages.at(-1)?.content === "" ? trace.messages.slice(0, -1) : trace.messages;
  const shared = previous === undefined ? 0 : countShared(previous.trace.messages, messages);
  const tokens = describeTokens(trace);
  return {
    kind: "model",
    trace,
    number,
    name: trace.model,
    repeated: messages.slice(0, shared),
    repeatedFrom: previous?.number ?? 0,
    added: messages.slice(shared),
    ...(tokens !== undefined && { tokens }),
    ...(trace.cost !== undefined && { cost: trace.cost }),
    preview: trace.output === "" ? "No output" : toPreview(trace.output),
  };
}

function describeTokens({ input_tokens: input, output_tokens: output }: LlmTraceBody): string | undefined {
  if (input === undefined && output === undefined) return undefined;
  return `${input === undefined ? "?" : formatCount(input)} → ${output === undefined ? "?" : formatCount(output)} tokens`;
}

function countShared(earlier: readonly Message[], later: readonly Message[]): number {
  let count = 0;
  while (count < later.length && isSame(earlier[count], later[count])) count += 1;
  return count;
}

function isSame(left: Message | undefined, right: Message | undefined): boolean {
  return left !== undefined && right !== undefined && left.role === right.role && left.content === right.content;
}

function toPreview(text: string): string {
  return text.slice(0, previewCharacters).replaceAll(/\s+/gu, " ").trim();
}
