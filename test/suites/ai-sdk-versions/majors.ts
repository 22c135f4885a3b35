// The majors of the AI SDK behind one face, and the differences of their model specifications.
import * as ai5 from "ai5";
import * as ai5First from "ai5-first";
import * as ai6 from "ai6";
import * as ai6First from "ai6-first";
import * as ai7 from "ai7";
import * as ai7First from "ai7-first";

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
  /** Since 6. */
  rerank?(options: object): Promise<unknown>;
  createUIMessageStream(options: {
    execute(given: { readonly writer: { merge(stream: unknown): void } }): Promise<void>;
  }): ReadableStream<unknown>;
  convertToModelMessages(messages: readonly object[]): unknown;
  tool<Tool>(tool: Tool): Tool;
  wrapLanguageModel(options: object): object;
  readonly APICallError: new (options: object) => Error;
  readonly Output: { object(options: object): unknown };
}

export interface StreamResult {
  readonly textStream: ReadableStream<string> & AsyncIterable<string>;
  readonly text: Promise<string>;
  consumeStream(): Promise<void>;
  toUIMessageStream(): unknown;
  toUIMessageStreamResponse(): Response;
}

export interface Major {
  readonly major: 5 | 6 | 7;
  /** The release that stands for it: `7`, or `7.0.0` for the first one. */
  readonly release: string;
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
  ) => {
    generate(options: object): Promise<{ readonly text: string }>;
    stream(options: object): StreamResult | Promise<StreamResult>;
  };
}

const nestedUsage = {
  inputTokens: { total: 11, noCache: 8, cacheRead: 3, cacheWrite: 0 },
  outputTokens: { total: 7, text: 5, reasoning: 2 },
};
const flatUsage = { inputTokens: 11, outputTokens: 7, totalTokens: 18, reasoningTokens: 2, cachedInputTokens: 3 };
const embeddingUsage = { tokens: 4 };
const unifiedReason = (reason: string): unknown => ({ unified: reason, raw: reason });

const five: Pick<Major, "major" | "specificationVersion" | "usage" | "embeddingUsage" | "finishReason"> = {
  major: 5,
  specificationVersion: "v2",
  usage: flatUsage,
  embeddingUsage,
  finishReason: (reason) => reason,
};
const six: typeof five = {
  ...five,
  major: 6,
  specificationVersion: "v3",
  usage: nestedUsage,
  finishReason: unifiedReason,
};
const seven: typeof five = { ...six, major: 7, specificationVersion: "v4" };

function release(
  major: typeof five,
  name: string,
  sdk: object,
  parts: { readonly stopAfter: Major["stopAfter"]; readonly Agent: unknown },
): Major {
  // The types of the releases are held against this package in fitting-types.ts; here only what they do counts.
  return { ...major, release: name, sdk: sdk as Sdk, stopAfter: parts.stopAfter, Agent: parts.Agent as Major["Agent"] };
}

/** The newest and the first release of each major. */
export const majors: readonly Major[] = [
  release(five, "5", ai5, { stopAfter: ai5.stepCountIs, Agent: ai5.Experimental_Agent }),
  release(five, "5.0.0", ai5First, { stopAfter: ai5First.stepCountIs, Agent: ai5First.Experimental_Agent }),
  release(six, "6", ai6, { stopAfter: ai6.stepCountIs, Agent: ai6.ToolLoopAgent }),
  release(six, "6.0.0", ai6First, { stopAfter: ai6First.stepCountIs, Agent: ai6First.ToolLoopAgent }),
  release(seven, "7", ai7, { stopAfter: ai7.isStepCount, Agent: ai7.ToolLoopAgent }),
  release(seven, "7.0.0", ai7First, { stopAfter: ai7First.isStepCount, Agent: ai7First.ToolLoopAgent }),
];
