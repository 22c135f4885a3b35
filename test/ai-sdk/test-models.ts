// Scripted models of the newest specification.
import { simulateReadableStream } from "ai";
import { MockEmbeddingModelV4, MockLanguageModelV4 } from "ai/test";

type DoStream = MockLanguageModelV4["doStream"];
export type StreamPart = Awaited<ReturnType<DoStream>>["stream"] extends ReadableStream<infer Part> ? Part : never;

export const usage = {
  inputTokens: { total: 11, noCache: 8, cacheRead: 3, cacheWrite: 0 },
  outputTokens: { total: 7, text: 5, reasoning: 2 },
};

export type Step =
  | { readonly text: string }
  | { readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[] };

/** The stream parts of one step. */
export function toParts(step: Step): StreamPart[] {
  const start: StreamPart = { type: "stream-start", warnings: [] };
  if ("text" in step) {
    const deltas = step.text.split(/(?<= )/).map((delta) => ({ type: "text-delta" as const, id: "1", delta }));
    return [
      start,
      { type: "text-start", id: "1" },
      ...deltas,
      { type: "text-end", id: "1" },
      { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage },
    ];
  }
  return [
    start,
    ...step.toolCalls.map(({ id, name, input }) => ({
      type: "tool-call" as const,
      toolCallId: id,
      toolName: name,
      input: JSON.stringify(input),
    })),
    { type: "finish", finishReason: { unified: "tool-calls", raw: "tool_calls" }, usage },
  ];
}

/** A model that gives one step after the other, whether it is streamed or not. */
export function scriptedModel(steps: readonly Step[]): MockLanguageModelV4 {
  let next = 0;
  const take = (): Step => {
    const step = steps[next];
    next += 1;
    if (step === undefined) throw new Error("the script is over");
    return step;
  };
  return new MockLanguageModelV4({
    modelId: "scripted",
    doGenerate: async () => {
      const step = take();
      return "text" in step
        ? {
            content: [{ type: "text", text: step.text }],
            finishReason: { unified: "stop", raw: "stop" },
            usage,
            warnings: [],
          }
        : {
            content: step.toolCalls.map(({ id, name, input }) => ({
              type: "tool-call" as const,
              toolCallId: id,
              toolName: name,
              input: JSON.stringify(input),
            })),
            finishReason: { unified: "tool-calls", raw: "tool_calls" },
            usage,
            warnings: [],
          };
    },
    // No delay, not even of a turn of the event loop: hundreds of tests stream.
    doStream: async () => ({
      stream: simulateReadableStream({ chunks: toParts(take()), initialDelayInMs: null, chunkDelayInMs: null }),
    }),
  });
}

/** A model whose stream the test feeds by hand; it honours the abort signal as providers do. */
export function handFedModel(): {
  readonly model: MockLanguageModelV4;
  readonly feed: (part: StreamPart) => void;
  readonly close: () => void;
  readonly error: (error: unknown) => void;
} {
  let controller: ReadableStreamDefaultController<StreamPart> | undefined;
  const stream = new ReadableStream<StreamPart>({
    start(given) {
      controller = given;
    },
  });
  return {
    model: new MockLanguageModelV4({
      modelId: "hand-fed",
      doStream: async ({ abortSignal }) => {
        abortSignal?.addEventListener("abort", () => controller?.error(abortSignal.reason));
        return { stream };
      },
    }),
    feed: (part) => controller?.enqueue(part),
    close: () => controller?.close(),
    error: (error) => controller?.error(error),
  };
}

export function scriptedEmbeddingModel(maxEmbeddingsPerCall = 10): MockEmbeddingModelV4 {
  return new MockEmbeddingModelV4({
    modelId: "embedder",
    maxEmbeddingsPerCall,
    doEmbed: async ({ values }) => ({ embeddings: values.map(() => [0.1, 0.2]), usage: { tokens: 4 }, warnings: [] }),
  });
}
