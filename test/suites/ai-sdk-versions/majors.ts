// The majors of the AI SDK behind one face, and the differences of their model specifications.
import * as ai5 from "ai5";
import * as ai6 from "ai6";
import * as ai7 from "ai7";

/** The functions that the tests call; their types differ too much between the majors to be told more closely. */
export interface Sdk {
  generateText(
    options: object,
  ): Promise<{ readonly text: string; readonly response: { readonly messages: unknown[] } }>;
  streamText(options: object): StreamResult;
  generateObject(options: object): Promise<{ readonly object: unknown }>;
  streamObject(options: object): { readonly object: Promise<unknown>; readonly textStream: AsyncIterable<string> };
  embed(options: object): Promise<{ readonly embedding: readonly number[] }>;
  embedMany(options: object): Promise<unknown>;
  tool<Tool>(tool: Tool): Tool;
  wrapLanguageModel(options: object): object;
  readonly Output: { object(options: object): unknown };
}

export interface StreamResult {
  readonly textStream: ReadableStream<string> & AsyncIterable<string>;
  readonly text: Promise<string>;
  consumeStream(): Promise<void>;
  toUIMessageStreamResponse(): Response;
}

export interface Major {
  readonly major: 5 | 6 | 7;
  readonly sdk: Sdk;
  readonly specificationVersion: "v2" | "v3" | "v4";
  readonly usage: unknown;
  readonly embeddingUsage: { readonly tokens: number };
  finishReason(reason: string): unknown;
  /** Stops a tool loop after so many steps. */
  stopAfter(steps: number): unknown;
  /** The agent class, under the name that the major gives it. */
  readonly Agent: new (
    options: object,
  ) => { generate(options: object): Promise<{ readonly text: string }>; stream(options: object): unknown };
}

const nestedUsage = {
  inputTokens: { total: 11, noCache: 8, cacheRead: 3, cacheWrite: 0 },
  outputTokens: { total: 7, text: 5, reasoning: 2 },
};
const flatUsage = { inputTokens: 11, outputTokens: 7, totalTokens: 18, reasoningTokens: 2, cachedInputTokens: 3 };
const embeddingUsage = { tokens: 4 };
const unifiedReason = (reason: string): unknown => ({ unified: reason, raw: reason });

export const majors: readonly Major[] = [
  {
    major: 5,
    sdk: ai5 as unknown as Sdk,
    specificationVersion: "v2",
    usage: flatUsage,
    embeddingUsage,
    finishReason: (reason) => reason,
    stopAfter: ai5.stepCountIs,
    Agent: ai5.Experimental_Agent as unknown as Major["Agent"],
  },
  {
    major: 6,
    sdk: ai6 as unknown as Sdk,
    specificationVersion: "v3",
    usage: nestedUsage,
    embeddingUsage,
    finishReason: unifiedReason,
    stopAfter: ai6.stepCountIs,
    Agent: ai6.ToolLoopAgent as unknown as Major["Agent"],
  },
  {
    major: 7,
    sdk: ai7 as unknown as Sdk,
    specificationVersion: "v4",
    usage: nestedUsage,
    embeddingUsage,
    finishReason: unifiedReason,
    stopAfter: ai7.isStepCount,
    Agent: ai7.ToolLoopAgent as unknown as Major["Agent"],
  },
];
