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
  // With several generations every message may carry the usage of the whole request.
  if (generations.length > 1) {
    const total = readTotal(result);
    if (total !== undefined && isComplete(total)) return total;
  }
  const perMessage: TokenUsage[] = [];
  for (const generation of generations) {
    const usage = readGeneration(generation);
    if (usage !== undefined) perMessage.push(usage);
  }
  const [first, ...others] = perMessage;
  if (first === undefined) return readTotal(result) ?? {};
  if (others.some((usage) => !isSame(usage, first))) return perMessage.reduce(add);
  return isComplete(first) ? first : { ...readTotal(result), ...first };
}

/** What the integration says of the request as a whole. */
function readTotal(result: unknown): TokenUsage | undefined {
  const llmOutput = readProperty(result, "llmOutput");
  return (
    readCounts(readProperty(llmOutput, "tokenUsage")) ??
    readCounts(readProperty(llmOutput, "estimatedTokenUsage")) ??
    readCounts(readProperty(llmOutput, "usage")) ??
    readCounts(readProperty(llmOutput, "token_usage"))
  );
}

function firstGenerations(result: unknown): readonly unknown[] {
  const first = readList(result, "generations")[0];
  return isList(first) ? first : [];
}

function readGeneration(generation: unknown): TokenUsage | undefined {
  const message = readProperty(generation, "message");
  const info = readProperty(generation, "generationInfo");
  const metadata = readProperty(message, "response_metadata");
  return (
    readCounts(readProperty(message, "usage_metadata"), metadata) ??
    readCounts(readProperty(info, "usage_metadata"), metadata) ??
    readCounts(readProperty(metadata, "usage")) ??
    readCounts(readProperty(metadata, "token_usage")) ??
    readCounts(readProperty(metadata, "tokenUsage")) ??
    readCounts(readProperty(metadata, "amazon-bedrock-invocationMetrics")) ??
    // Ollama keeps its counts beside everything else.
    readCounts(metadata) ??
    readCounts(readProperty(info, "usage")) ??
    readCounts(readProperty(info, "tokenUsage")) ??
    readCounts(info)
  );
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

/** The counts that stand in one place; undefined when there are none. `metadata` is what the provider itself told. */
function readCounts(value: unknown, metadata?: unknown): TokenUsage | undefined {
  if (value === undefined || value === null) return undefined;
  const inputTokens = readCount(value, inputKeys);
  const outputTokens = addReasoning(value, inputTokens, readCount(value, outputKeys), metadata);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  // Anthropic's raw usage counts cached input beside the rest; LangChain's own shape counts it in.
  const beside =
    (readCount(value, ["cache_creation_input_tokens"]) ?? 0) + (readCount(value, ["cache_read_input_tokens"]) ?? 0);
  return {
    ...(inputTokens !== undefined && { inputTokens: inputTokens + beside }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

/** Gemini and Grok count their reasoning in the total only. So did Bedrock's older versions with cached input. */
function addReasoning(
  value: unknown,
  inputTokens: number | undefined,
  outputTokens: number | undefined,
  metadata: unknown,
): number | undefined {
  const reasoning = (readCount(value, ["total_tokens"]) ?? 0) - (inputTokens ?? 0) - (outputTokens ?? 0);
  const told = readProperty(readProperty(value, "output_token_details"), "reasoning");
  if (inputTokens === undefined || reasoning <= 0 || (told !== undefined && told !== reasoning)) return outputTokens;
  const bedrock = readProperty(metadata, "usage") ?? readProperty(readProperty(metadata, "metadata"), "usage");
  const isCached = readCount(bedrock, ["cacheReadInputTokens", "cacheWriteInputTokens"]) !== undefined;
  return isCached ? outputTokens : (outputTokens ?? 0) + reasoning;
}

function readCount(value: unknown, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const count = readProperty(value, key);
    if (typeof count === "number" && Number.isSafeInteger(count) && count > 0) return count;
  }
  return undefined;
}

function isComplete(usage: TokenUsage): boolean {
  return usage.inputTokens !== undefined && usage.outputTokens !== undefined;
}

function isSame(left: TokenUsage, right: TokenUsage): boolean {
  return left.inputTokens === right.inputTokens && left.outputTokens === right.outputTokens;
}

function add(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    inputTokens: (left.inputTokens ?? 0) + (right.inputTokens ?? 0),
    outputTokens: (left.outputTokens ?? 0) + (right.outputTokens ?? 0),
  };
}
