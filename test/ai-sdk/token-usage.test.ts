import { expect, test } from "vitest";
import { readEmbeddingTokens, readTokenUsage } from "../../src/ai-sdk/token-usage.ts";

const cases: readonly { readonly name: string; readonly given: [unknown, unknown?]; readonly told: object }[] = [
  {
    name: "flat counts",
    given: [{ inputTokens: 11, outputTokens: 7, totalTokens: 18, reasoningTokens: 2, cachedInputTokens: 3 }],
    told: { inputTokens: 11, outputTokens: 7 },
  },
  {
    name: "nested totals",
    given: [
      { inputTokens: { total: 11, noCache: 8, cacheRead: 3 }, outputTokens: { total: 7, text: 5, reasoning: 2 } },
    ],
    told: { inputTokens: 11, outputTokens: 7 },
  },
  {
    name: "nested parts without their total",
    given: [{ inputTokens: { noCache: 8, cacheRead: 3, cacheWrite: 1 }, outputTokens: { text: 5, reasoning: 2 } }],
    told: { inputTokens: 12, outputTokens: 7 },
  },
  { name: "NaN and nothing", given: [{ inputTokens: Number.NaN, outputTokens: undefined }], told: {} },
  { name: "nested NaN", given: [{ inputTokens: { total: Number.NaN }, outputTokens: {} }], told: {} },
  { name: "no usage at all", given: [undefined], told: {} },
  {
    name: "Anthropic's flat counts, which leave the cached tokens out",
    given: [
      { inputTokens: 11, outputTokens: 7, cachedInputTokens: 3 },
      { anthropic: { usage: { input_tokens: 11, cache_read_input_tokens: 3, cache_creation_input_tokens: 5 } } },
    ],
    told: { inputTokens: 19, outputTokens: 7 },
  },
  {
    name: "more cached tokens than tokens, which can only mean that they are left out",
    given: [{ inputTokens: 11, cachedInputTokens: 300 }],
    told: { inputTokens: 311 },
  },
  {
    name: "flat counts of a prompt that was cached whole",
    given: [{ inputTokens: 300, cachedInputTokens: 300 }],
    told: { inputTokens: 300 },
  },
  {
    name: "Google's flat counts, which leave the reasoning out of the output but not out of the total",
    given: [{ inputTokens: 100, outputTokens: 20, totalTokens: 150, reasoningTokens: 30, cachedInputTokens: 80 }],
    told: { inputTokens: 100, outputTokens: 50 },
  },
  {
    name: "Google's flat counts with tokens of a tool's prompt in the total",
    given: [{ inputTokens: 100, outputTokens: 20, totalTokens: 157, reasoningTokens: 30 }],
    told: { inputTokens: 100, outputTokens: 50 },
  },
  {
    name: "flat counts of an answer that was all reasoning",
    given: [{ inputTokens: 100, outputTokens: undefined, totalTokens: 130, reasoningTokens: 30 }],
    told: { inputTokens: 100, outputTokens: 30 },
  },
  {
    name: "flat counts of no reasoning and an unknown output",
    given: [{ inputTokens: 100, totalTokens: 100, reasoningTokens: 0 }],
    told: { inputTokens: 100 },
  },
];

for (const { name, given, told } of cases) {
  test(`reads ${name}`, () => {
    expect(readTokenUsage(...given)).toEqual(told);
  });
}

test("reads the tokens of an embedding", () => {
  expect(readEmbeddingTokens({ tokens: 4 })).toBe(4);
  expect(readEmbeddingTokens({ tokens: Number.NaN })).toBe(undefined);
  expect(readEmbeddingTokens(undefined)).toBe(undefined);
});
