// A model server that speaks OpenAI's APIs and answers from a script: no key, no network, the same words every time.

import { LLMock } from "@copilotkit/aimock";

const longAnswer = [
  "The Alta Via 1 runs for 120 kilometres through the Dolomites, from Lake Braies in the north to Belluno in the south.",
  "Most people walk it in ten days, sleeping in huts that serve dinner and breakfast. The path climbs past Lagazuoi,",
  "where tunnels from the first war still lead through the rock, then crosses the meadows under Monte Pelmo and Civetta,",
  "whose north-west wall glows red in the evening. July to September is the season: before that, snow lies on the passes.",
  "Take boots that you know, a light sleeping bag liner, a rain jacket that you have washed and dried warm, and little else.",
  "Water is found at every hut. The last two stages are steep and need a steady foot, so many walkers end at Passo Duran",
  "and take the bus down to Agordo. Book the huts by April, above all those near the Tre Cime, which fill first.",
].join(" ");

/** Starts the server on a free port of this machine. */
export async function startScriptedModel(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = new LLMock({ port: 0, host: "127.0.0.1", chunkSize: 6, latency: 25 });
  server.onEmbedding(/[\s\S]*/, ({ embeddingInput }) => ({ embedding: embed(embeddingInput ?? "") }));
  server.on(
    { userMessage: /order 1042/i, hasToolResult: false },
    {
      toolCalls: [{ id: "call_order_1042", name: "orderStatus", arguments: '{"orderId":"1042"}' }],
      usage: usageOf(12),
    },
  );
  server.on(
    { userMessage: /order 1042/i, hasToolResult: true },
    says("Your order 1042 has left our store in Innsbruck and arrives on Thursday."),
  );
  server.onMessage(/alta via/i, says(longAnswer), { latency: 60 });
  server.onMessage(
    /return/i,
    says(
      "You can send anything back within 60 days, also worn boots, and it costs you nothing. Print the label from your account.",
    ),
  );
  server.onMessage(
    /size/i,
    says(
      "Take mountain boots half a size larger than your street shoes, and try them in the evening with your hiking socks.",
    ),
  );
  server.onMessage(
    /[\s\S]*/,
    says("I can help with orders, returns, sizes, care and our stores. What would you like to know?"),
  );
  const url = await server.start();
  return { url, stop: () => server.stop() };
}

function says(content: string): { readonly content: string; readonly usage: ReturnType<typeof usageOf> } {
  return { content, usage: usageOf(content.split(" ").length) };
}

/** Token counts as both of OpenAI's APIs name them. */
function usageOf(answered: number): Readonly<Record<string, number>> {
  const asked = 180;
  return {
    input_tokens: asked,
    prompt_tokens: asked,
    output_tokens: answered,
    completion_tokens: answered,
    total_tokens: asked + answered,
  };
}

const dimensions = 256;
/** Words that say nothing about what a text is about. */
const commonWords = new Set([
  "what",
  "your",
  "from",
  "with",
  "that",
  "this",
  "should",
  "take",
  "where",
  "does",
  "work",
]);

/** Counts words, so that texts with the same words are near each other. */
function embed(text: string): number[] {
  const embedding = Array.from({ length: dimensions }, () => 0.001);
  for (const word of text.toLowerCase().match(/[a-z]{4,}/g) ?? []) {
    if (commonWords.has(word)) continue;
    const position = hash(word.replace(/s$/, "")) % dimensions;
    embedding[position] = (embedding[position] ?? 0) + 1;
  }
  return embedding;
}

function hash(word: string): number {
  let value = 7;
  for (const letter of word) value = (value * 31 + letter.charCodeAt(0)) >>> 0;
  return value;
}
