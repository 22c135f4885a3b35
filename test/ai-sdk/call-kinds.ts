// Every kind of call of the AI SDK, every way in, and every place for options: what the tests of options cross.
import {
  embed,
  embedMany,
  generateObject,
  generateText,
  isStepCount,
  Output,
  registerTelemetry,
  rerank,
  streamObject,
  streamText,
  ToolLoopAgent,
  tool,
  wrapEmbeddingModel,
  wrapLanguageModel,
} from "ai";
import { MockRerankingModelV4 } from "ai/test";
import type { InteractionOptions, Nebuly } from "nebuly";
import { nebulyEmbeddingMiddleware, nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { z } from "zod";
import { optionsOf } from "../options-of-place.ts";
import { createRecordingClient, type SentBody } from "./recording-client.ts";
import { type Step, scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

type Language = ReturnType<typeof wrapLanguageModel>;
type Embedding = ReturnType<typeof wrapEmbeddingModel>;
export type MakerOptions = NonNullable<Parameters<typeof observeModel>[1]>;

export interface Setup {
  readonly language?: (model: Language) => Language;
  readonly embedding?: (model: Embedding) => Embedding;
  readonly reranking?: (model: MockRerankingModelV4) => MockRerankingModelV4;
  readonly integrations?: readonly ReturnType<typeof nebulyTelemetry>[];
}

const observed = (options: MakerOptions): Setup => ({
  language: (model) => observeModel(model, options),
  embedding: (model) => observeModel(model, options),
  reranking: (model) => observeModel(model, options),
});
const bare: Setup = { language: (model) => model, embedding: (model) => model, reranking: (model) => model };

export type WayName = "observeModel" | "middlewares" | "registered telemetry" | "telemetry of one call";

/** What the code under each way does once with the options that it was made with. */
export const ways: { readonly [Way in WayName]: (options: MakerOptions) => Setup } = {
  observeModel: observed,
  middlewares: (options) => ({
    language: (model) => wrapLanguageModel({ model, middleware: nebulyMiddleware(options) }),
    embedding: (model) => {
      // An embedding has no texts to choose, and its middleware says so.
      const { getInput: _input, getOutput: _output, ...rest } = options;
      return wrapEmbeddingModel({ model, middleware: nebulyEmbeddingMiddleware(rest) });
    },
  }),
  "registered telemetry": (options) => {
    registerTelemetry(nebulyTelemetry(options));
    return bare;
  },
  "telemetry of one call": (options) => ({ ...bare, integrations: [nebulyTelemetry(options)] }),
};

/** What one call can say: its place for options, and the telemetry that follows it. */
type CallOptions = Pick<Parameters<typeof embed>[0], "providerOptions" | "runtimeContext" | "telemetry">;

export interface Kind {
  /** Undefined where the way does not take this kind of model. */
  readonly run: (setup: Setup, call: CallOptions) => PromiseLike<unknown> | undefined;
  /** It is a turn by itself; the others only join one. */
  readonly isTurn: boolean;
  readonly takesRuntimeContext: boolean;
  /** How many traces it is told as. */
  readonly traces: number;
}

const prompt = "Opening hours?";
const schema = z.object({ answer: z.string() });
const tools = { search: tool({ inputSchema: z.object({ query: z.string() }), execute: async () => "open" }) };
const toolSteps: Step[] = [
  { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] },
  { text: "9 to 17." },
];
const documents = ["one", "two"];

function withLanguage(
  steps: readonly Step[],
  run: (model: Language, call: CallOptions) => PromiseLike<unknown>,
  options: { readonly takesRuntimeContext: boolean } = { takesRuntimeContext: true },
): Kind {
  return {
    ...options,
    isTurn: true,
    traces: steps.length * 2 - 1,
    run: ({ language }, call) => language && run(language(scriptedModel(steps)), call),
  };
}

function withEmbedding(traces: number, run: (model: Embedding, call: CallOptions) => PromiseLike<unknown>): Kind {
  return {
    isTurn: false,
    takesRuntimeContext: true,
    traces,
    run: ({ embedding }, call) => embedding && run(embedding(scriptedEmbeddingModel(2)), call),
  };
}

const answer: Step[] = [{ text: "9 to 17." }];
const objectAnswer: Step[] = [{ text: '{"answer":"9 to 17."}' }];
const output = Output.object({ schema });
const withoutContext = { takesRuntimeContext: false };

export const kinds: Readonly<Record<string, Kind>> = {
  generateText: withLanguage(answer, (model, call) => generateText({ model, prompt, ...call })),
  streamText: withLanguage(answer, (model, call) => streamText({ model, prompt, ...call }).text),
  "generateText with Output": withLanguage(objectAnswer, (model, call) =>
    generateText({ model, prompt, output, ...call }),
  ),
  generateObject: withLanguage(
    objectAnswer,
    (model, call) => generateObject({ model, prompt, schema, ...call }),
    withoutContext,
  ),
  streamObject: withLanguage(
    objectAnswer,
    async (model, call) => {
      for await (const _ of streamObject({ model, prompt, schema, ...call }).partialObjectStream);
    },
    withoutContext,
  ),
  "a tool loop": withLanguage(toolSteps, (model, call) =>
    generateText({ model, prompt, tools, stopWhen: isStepCount(3), ...call }),
  ),
  "a streamed tool loop": withLanguage(
    toolSteps,
    (model, call) => streamText({ model, prompt, tools, stopWhen: isStepCount(3), ...call }).text,
  ),
  "an agent": withLanguage(toolSteps, (model, call) =>
    new ToolLoopAgent({ model, tools, ...call }).generate({ prompt }),
  ),
  embed: withEmbedding(1, (model, call) => embed({ model, value: "one", ...call })),
  embedMany: withEmbedding(1, (model, call) => embedMany({ model, values: documents, ...call })),
  "embedMany in chunks": withEmbedding(3, (model, call) =>
    embedMany({ model, values: ["a", "b", "c", "d", "e"], ...call }),
  ),
  rerank: {
    isTurn: false,
    takesRuntimeContext: true,
    traces: 1,
    run: ({ reranking }, call) => {
      const ranking = [{ index: 0, relevanceScore: 1 }];
      const model = reranking?.(new MockRerankingModelV4({ doRerank: async () => ({ ranking }) }));
      return model && rerank({ model, query: prompt, documents, ...call });
    },
  },
};

/** Where options can stand. */
export type Place = "providerOptions" | "runtimeContext" | "scope" | "maker" | "inner" | "outer" | "client";
type Given = { readonly [At in Place]?: InteractionOptions };

/** What is sent where options stand in these places, the most specific first. */
export const sentOf = (places: readonly Place[]): object => ({
  interaction: {
    end_user: `user of ${places[0]}`,
    conversation_id: `chat of ${places[0]}`,
    input: `input of ${places[0]}`,
    tags: { ...Object.fromEntries(places.map((one) => [one, "given"])), all: places[0] },
    hide_content: true,
  },
  anonymize: false,
});

/** The options that stand in these places, the most specific first. */
export const givenIn = (places: readonly Place[]): Given =>
  Object.fromEntries(places.map((place, index) => [place, optionsOf(place, index === 0)]));

/** Makes one call in its own client and gives what is sent. */
export async function run(
  setUp: (client: Nebuly) => Setup,
  kind: Kind,
  { given, isInScope }: { given: Given; isInScope: boolean },
): Promise<readonly SentBody[]> {
  const { client, sentAtShutdown } = createRecordingClient(given.client);
  const setup = setUp(client);
  const call: CallOptions = {
    ...(given.providerOptions && { providerOptions: { nebuly: { ...given.providerOptions } } }),
    ...(given.runtimeContext && { runtimeContext: { nebuly: given.runtimeContext } }),
    telemetry: {
      includeRuntimeContext: { nebuly: true },
      ...(setup.integrations && { integrations: [...setup.integrations] }),
    },
  };
  const called = async (): Promise<void> => void (await kind.run(setup, call));
  await (isInScope ? client.interaction(given.scope ?? {}, called) : called());
  // What the way registered would see the next call, too.
  Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS");
  return sentAtShutdown();
}
