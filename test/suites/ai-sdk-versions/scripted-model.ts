// Models that give what a test scripts, in the specification of the major under test.
import type { Major } from "./majors.ts";

export interface ScriptedPart {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface StepScript {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** Parts or content in place of text and tool calls. */
  readonly parts?: readonly ScriptedPart[];
  /** How the stream ends after the parts. Default: a finish part, then the end. */
  readonly ending?: "finish" | "no finish part" | "error part" | "throw" | "hang";
}

export interface ScriptedModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  readonly supportedUrls: object;
  doGenerate(options: CallOptions): Promise<object>;
  doStream(options: CallOptions): Promise<{ readonly stream: ReadableStream<ScriptedPart> }>;
}

interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/** Gives one step after the other; what is over throws. */
export function scriptedModel(major: Major, steps: readonly StepScript[], modelId = "scripted"): ScriptedModel {
  let next = 0;
  const take = (): StepScript => {
    const step = steps[next];
    next += 1;
    if (step === undefined) throw new Error("the script is over");
    return step;
  };
  return {
    specificationVersion: major.specificationVersion,
    provider: "test",
    modelId,
    supportedUrls: {},
    async doGenerate({ abortSignal }) {
      const step = take();
      if (step.ending === "throw") throw new Error("the provider failed");
      if (step.ending === "hang") await aborted(abortSignal);
      return {
        content: contentOf(step),
        finishReason: major.finishReason(step.toolCalls === undefined ? "stop" : "tool-calls"),
        usage: major.usage,
        warnings: [],
      };
    },
    doStream: async ({ abortSignal }) => ({ stream: streamOf(major, take(), abortSignal) }),
  };
}

export function scriptedEmbeddingModel(major: Major): object {
  return {
    specificationVersion: major.specificationVersion,
    provider: "test",
    modelId: "embedder",
    maxEmbeddingsPerCall: 10,
    supportsParallelCalls: true,
    doEmbed: async ({ values }: { readonly values: readonly string[] }) => ({
      embeddings: values.map(() => [0.1]),
      usage: major.embeddingUsage,
      warnings: [],
    }),
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

function contentOf(step: StepScript): readonly ScriptedPart[] {
  return [
    ...(step.text === undefined ? [] : [{ type: "text", text: step.text }]),
    ...(step.toolCalls ?? []).map(toToolCall),
    ...(step.parts ?? []),
  ];
}

function toToolCall(call: NonNullable<StepScript["toolCalls"]>[number]): ScriptedPart {
  return { type: "tool-call", toolCallId: call.id, toolName: call.name, input: JSON.stringify(call.input) };
}

/** A stream that gives a part when it is asked for one, as a provider's response body does. */
function streamOf(major: Major, step: StepScript, signal: AbortSignal | undefined): ReadableStream<ScriptedPart> {
  const parts = partsOf(major, step).values();
  return new ReadableStream<ScriptedPart>(
    {
      start(controller) {
        signal?.addEventListener("abort", () => controller.error(signal.reason));
      },
      pull(controller) {
        const { done, value } = parts.next();
        if (done !== true) controller.enqueue(value);
        else if (step.ending === "throw") controller.error(new Error("the provider failed"));
        else if (step.ending === "hang") return new Promise(() => {});
        else controller.close();
        return undefined;
      },
    },
    { highWaterMark: 0 },
  );
}

function partsOf(major: Major, step: StepScript): readonly ScriptedPart[] {
  const finishReason = major.finishReason(step.toolCalls === undefined ? "stop" : "tool-calls");
  const finish = { type: "finish", finishReason, usage: major.usage };
  const error = { type: "error", error: new Error("the provider failed") };
  return [
    { type: "stream-start", warnings: [] },
    { type: "response-metadata", id: "r1", modelId: "scripted-2026" },
    ...textParts(step.text),
    ...(step.toolCalls ?? []).map(toToolCall),
    ...(step.parts ?? []),
    ...(step.ending === "error part" ? [error] : []),
    ...(step.ending === undefined || step.ending === "finish" ? [finish] : []),
  ];
}

function textParts(text: string | undefined): readonly ScriptedPart[] {
  if (text === undefined) return [];
  return [
    { type: "text-start", id: "1" },
    ...text.split(/(?<= )/).map((delta) => ({ type: "text-delta", id: "1", delta })),
    { type: "text-end", id: "1" },
  ];
}
