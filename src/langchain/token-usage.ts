// How many tokens a model call took, from whichever place its provider's integration keeps them.

import { isList, readList, readProperty } from "./read-value.ts";

export interface TokenUsage {
  /** Cached ones included. */
  readonly inputTokens?: number;
  /** Reasoning included. */
  readonly outputTokens?: number;
}

/** The counts of an LLMResult; empty when nobody said. */
export function readTokenUsage(result: unknown): TokenUsage {
  const generations = firstGenerations(result);
  const llmOutput = readProperty(result, "llmOutput");
  const total = firstKnown([
    readProperty(llmOutput, "tokenUsage"),
    readProperty(llmOutput, "estimatedTokenUsage"),
    readProperty(llmOutput, "usage"),
    readProperty(llmOutput, "token_usage"),
  ]);
  // With several generations every message may carry the usage of the whole request.
  if (generations.length > 1 && isComplete(total)) return total;
  const perMessage = generations.map(readGeneration).filter(isKnown);
  const [first] = perMessage;
  if (first === undefined) return total;
  if (perMessage.every((usage) => isSame(usage, first))) return complete(first, total);
  return perMessage.reduce(add);
}

function firstGenerations(result: unknown): readonly unknown[] {
  const first = readList(result, "generations")[0];
  return isList(first) ? first : [];
}

function readGeneration(generation: unknown): TokenUsage {
  const message = readProperty(generation, "message");
  const info = readProperty(generation, "generationInfo");
  const metadata = readProperty(message, "response_metadata");
  return firstKnown([
    readProperty(message, "usage_metadata"),
    readProperty(info, "usage_metadata"),
    readProperty(metadata, "usage"),
    readProperty(metadata, "token_usage"),
    readProperty(metadata, "tokenUsage"),
    readProperty(metadata, "amazon-bedrock-invocationMetrics"),
    // Ollama keeps its counts beside everything else.
    metadata,
    readProperty(info, "usage"),
    readProperty(info, "tokenUsage"),
    info,
  ]);
}

function firstKnown(candidates: readonly unknown[]): TokenUsage {
  for (const candidate of candidates) {
    const usage = readCounts(candidate);
    if (isKnown(usage)) return usage;
  }
  return {};
}

const inputKeys = [
  "input_tokens",
  "promptTokens",
  "prompt_tokens",
  "inputTokens",
  "inputTokenCount",
  "prompt_eval_count",
];
const outputKeys = [
  "output_tokens",
  "completionTokens",
  "completion_tokens",
  "outputTokens",
  "outputTokenCount",
  "eval_count",
];

function readCounts(value: unknown): TokenUsage {
  const inputTokens = readCount(value, inputKeys);
  const outputTokens = readCount(value, outputKeys);
  // Anthropic's raw usage counts cached input beside the rest; LangChain's own shape counts it in.
  const beside =
    (readCount(value, ["cache_creation_input_tokens"]) ?? 0) + (readCount(value, ["cache_read_input_tokens"]) ?? 0);
  return {
    ...(inputTokens !== undefined && { inputTokens: inputTokens + beside }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

function readCount(value: unknown, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const count = readProperty(value, key);
    if (typeof count === "number" && Number.isSafeInteger(count) && count > 0) return count;
  }
  return undefined;
}

function isKnown(usage: TokenUsage): boolean {
  return usage.inputTokens !== undefined || usage.outputTokens !== undefined;
}

function isComplete(usage: TokenUsage): boolean {
  return usage.inputTokens !== undefined && usage.outputTokens !== undefined;
}

function isSame(left: TokenUsage, right: TokenUsage): boolean {
  return left.inputTokens === right.inputTokens && left.outputTokens === right.outputTokens;
}

/** Fills a missing half from the total of the request. */
function complete(usage: TokenUsage, total: TokenUsage): TokenUsage {
  return { ...total, ...usage };
}

function add(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    inputTokens: (left.inputTokens ?? 0) + (right.inputTokens ?? 0),
    outputTokens: (left.outputTokens ?? 0) + (right.outputTokens ?? 0),
  };
}
