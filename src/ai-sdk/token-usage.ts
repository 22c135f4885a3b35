// Token counts out of every usage shape there is: flat numbers (spec v2), nested totals (v3, v4), embeddings' `tokens`.

import { readNumber, readProperty } from "./read-shape.ts";

export interface TokenUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** All input tokens, cached ones included, and all output tokens, reasoning included; unknown ones are left out. */
export function readTokenUsage(usage: unknown, providerMetadata?: unknown): TokenUsage {
  const inputTokens = readInputTokens(usage, providerMetadata);
  const outputTokens = readOutputTokens(usage);
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

function readInputTokens(usage: unknown, providerMetadata: unknown): number | undefined {
  const inputTokens = readSide(usage, "inputTokens", ["noCache", "cacheRead", "cacheWrite"]);
  const cachedTokens = readNumber(usage, "cachedInputTokens");
  if (inputTokens === undefined || cachedTokens === undefined) return inputTokens;
  // Flat usage does not say whether the cached tokens are counted in. Anthropic's are not, and its own figures tell.
  const own = readProperty(readProperty(providerMetadata, "anthropic"), "usage");
  const written = readNumber(own, "cache_creation_input_tokens");
  if (readNumber(own, "input_tokens") === inputTokens) return inputTokens + cachedTokens + (written ?? 0);
  return cachedTokens > inputTokens ? inputTokens + cachedTokens : inputTokens;
}

function readOutputTokens(usage: unknown): number | undefined {
  const outputTokens = readSide(usage, "outputTokens", ["text", "reasoning"]);
  const reasoningTokens = readNumber(usage, "reasoningTokens") ?? 0;
  // Flat usage does not say whether the reasoning is counted in. Google's is not, and its total tells.
  const withReasoning = (outputTokens ?? 0) + reasoningTokens;
  const isLeftOut = (readNumber(usage, "totalTokens") ?? 0) >= (readNumber(usage, "inputTokens") ?? 0) + withReasoning;
  return reasoningTokens > 0 && isLeftOut ? withReasoning : outputTokens;
}

function readSide(usage: unknown, side: string, details: readonly string[]): number | undefined {
  const flat = readNumber(usage, side);
  if (flat !== undefined) return flat;
  const nested = readProperty(usage, side);
  const total = readNumber(nested, "total");
  if (total !== undefined) return total;
  const known = details.map((detail) => readNumber(nested, detail)).filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, count) => sum + count, 0);
}

/** The tokens of an embedding call. */
export function readEmbeddingTokens(usage: unknown): number | undefined {
  return readNumber(usage, "tokens") ?? readSide(usage, "inputTokens", []);
}
