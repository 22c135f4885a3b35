// Every way in, with every kind of call and every place where options can stand: none of them accepts an option and drops it.
// Two ways beside each other are in the tests of each.

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
import type { InteractionOptions } from "nebuly";
import { nebulyEmbeddingMiddleware, nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createRecordingClient } from "./recording-client.ts";
import { type Step, scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

type Language = ReturnType<typeof scriptedModel>;
type Embedding = ReturnType<typeof scriptedEmbeddingModel>;
type MakerOptions = NonNullable<Parameters<typeof observeModel>[1]>;

interface Setup {
  readonly language?: (model: Language) => Parameters<typeof generateText>[0]["model"];
  readonly embedding?: (model: Embedding) => Parameters<typeof embed>[0]["model"];
  readonly reranking?: (model: MockRerankingModelV4) => MockRerankingModelV4;
  readonly integrations?: ReturnType<typeof nebulyTelemetry>[];
}

const observed = (options: MakerOptions): Required<Omit<Setup, "integrations">> => ({
  language: (model) => observeModel(model, options),
  embedding: (model) => observeModel(model, options),
  reranking: (model) => observeModel(model, options),
});
const bare: Setup = { language: (model) => model, embedding: (model) => model, reranking: (model) => model };

/** What the code under each way does once with the options that it was made with. */
const ways: Readonly<Record<string, (options: MakerOptions) => Setup>> = {
  observeModel: observed,
  middlewares: (options) => ({
    language: (model) => wrapLanguageModel({ model, middleware: nebulyMiddleware(options) }),
    embedding: (model) => wrapEmbeddingModel({ model, middleware: nebulyEmbeddingMiddleware(options) }),
  }),
  "registered telemetry": (options) => {
    registerTelemetry(nebulyTelemetry(options));
    return bare;
  },
  "telemetry of one call": (options) => ({ ...bare, integrations: [nebulyTelemetry(options)] }),
};

/** What one call can say: its place for options, and the telemetry that follows it. */
type CallOptions = Pick<Parameters<typeof embed>[0], "providerOptions" | "runtimeContext" | "telemetry">;

interface Kind {
  /** Undefined where the way does not take this kind of model. */
  readonly run: (setup: Setup, call: CallOptions) => PromiseLike<unknown> | undefined;
  /** It is a turn by itself; the others only join one. */
  readonly isTurn: boolean;
  readonly takesRuntimeContext: boolean;
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
  run: (model: Parameters<typeof generateText>[0]["model"], call: CallOptions) => PromiseLike<unknown>,
): Kind {
  return {
    isTurn: true,
    takesRuntimeContext: true,
    run: ({ language }, call) => language && run(language(scriptedModel(steps)), call),
  };
}

function withEmbedding(
  run: (model: Parameters<typeof embed>[0]["model"], call: CallOptions) => PromiseLike<unknown>,
): Kind {
  return {
    isTurn: false,
    takesRuntimeContext: true,
    run: ({ embedding }, call) => embedding && run(embedding(scriptedEmbeddingModel()), call),
  };
}

const answer: Step[] = [{ text: "9 to 17." }];
const objectAnswer: Step[] = [{ text: '{"answer":"9 to 17."}' }];
const output = Output.object({ schema });

const kinds: Readonly<Record<string, Kind>> = {
  generateText: withLanguage(answer, (model, call) => generateText({ model, prompt, ...call })),
  streamText: withLanguage(answer, (model, call) => streamText({ model, prompt, ...call }).text),
  "generateText with Output": withLanguage(objectAnswer, (model, call) =>
    generateText({ model, prompt, output, ...call }),
  ),
  generateObject: {
    ...withLanguage(objectAnswer, (model, call) => generateObject({ model, prompt, schema, ...call })),
    takesRuntimeContext: false,
  },
  streamObject: {
    ...withLanguage(objectAnswer, async (model, call) => {
      for await (const _ of streamObject({ model, prompt, schema, ...call }).partialObjectStream);
    }),
    takesRuntimeContext: false,
  },
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
  embed: withEmbedding((model, call) => embed({ model, value: "one", ...call })),
  embedMany: withEmbedding((model, call) => embedMany({ model, values: documents, ...call })),
  rerank: {
    isTurn: false,
    takesRuntimeContext: true,
    run: ({ reranking }, call) => {
      const ranking = [{ index: 0, relevanceScore: 1 }];
      const model = reranking?.(new MockRerankingModelV4({ doRerank: async () => ({ ranking }) }));
      return model && rerank({ model, query: prompt, documents, ...call });
    },
  },
};

/** Where options can stand, the most specific first. */
type Place = "runtimeContext" | "providerOptions" | "scope" | "maker" | "client";
type Given = { readonly [At in Place]?: InteractionOptions };

const optionsOf = (place: Place, isMostSpecific: boolean): InteractionOptions => ({
  endUser: `user of ${place}`,
  conversationId: `chat of ${place}`,
  input: `input of ${place}`,
  tags: { [place]: "given", all: place },
  hideContent: isMostSpecific,
  anonymize: !isMostSpecific,
});

const sentOf = (place: Place, places: readonly Place[]): object => ({
  interaction: {
    end_user: `user of ${place}`,
    conversation_id: `chat of ${place}`,
    input: `input of ${place}`,
    tags: { ...Object.fromEntries(places.map((one) => [one, "given"])), all: place },
    hide_content: true,
  },
  anonymize: false,
});

/** Makes one call in its own client and gives what is sent. */
async function run(
  way: (options: MakerOptions) => Setup,
  kind: Kind,
  { given, isInScope, choices = {} }: { given: Given; isInScope: boolean; choices?: MakerOptions },
): Promise<unknown> {
  const { client, sentAtShutdown } = createRecordingClient(given.client);
  const setup = way({ client, ...choices, ...given.maker });
  const call: CallOptions = {
    ...(given.providerOptions && { providerOptions: { nebuly: { ...given.providerOptions } } }),
    ...(given.runtimeContext && { runtimeContext: { nebuly: given.runtimeContext } }),
    telemetry: {
      includeRuntimeContext: { nebuly: true },
      ...(setup.integrations && { integrations: setup.integrations }),
    },
  };
  const called = async (): Promise<void> => void (await kind.run(setup, call));
  await (isInScope ? client.interaction(given.scope ?? {}, called) : called());
  return sentAtShutdown();
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS");
});

for (const [wayName, way] of Object.entries(ways)) {
  const hasTelemetry = wayName.includes("telemetry");
  describe(wayName, () => {
    for (const [kindName, kind] of Object.entries(kinds)) {
      // The SDK has no middleware for models that rerank.
      if (wayName === "middlewares" && kindName === "rerank") continue;
      const places: readonly Place[] = [
        ...(hasTelemetry && kind.takesRuntimeContext ? ["runtimeContext" as const] : []),
        "providerOptions",
        "scope",
        "maker",
        "client",
      ];
      const scopes = kind.isTurn ? [false, true] : [true];

      for (const isInScope of scopes) {
        const within = isInScope ? " within client.interaction" : "";

        test(`${kindName}${within}: each place's options are sent when they stand alone`, async () => {
          for (const place of isInScope ? places : places.filter((one) => one !== "scope")) {
            const bodies = await run(way, kind, { given: { [place]: optionsOf(place, true) }, isInScope });
            expect(bodies, place).toMatchObject([sentOf(place, [place])]);
          }
        });

        test(`${kindName}${within}: the most specific place wins, and tags are merged`, async () => {
          const all = isInScope ? places : places.filter((one) => one !== "scope");
          for (const [index, place] of all.entries()) {
            const rest = all.slice(index);
            const given = Object.fromEntries(rest.map((one) => [one, optionsOf(one, one === place)]));
            const bodies = await run(way, kind, { given, isInScope });
            expect(bodies, place).toMatchObject([sentOf(place, rest)]);
          }
        });

        if (!kind.isTurn) continue;
        test(`${kindName}${within}: getInput and getOutput choose the texts`, async () => {
          const choices = { getInput: () => "chosen input", getOutput: () => "chosen output" };
          const bodies = await run(way, kind, { given: {}, isInScope, choices });
          expect(bodies).toMatchObject([{ interaction: { input: "chosen input", output: "chosen output" } }]);
        });
      }
    }
  });
}
