// The AI SDK half of the demo: one chat turn with two tools over several steps, and an embedding inside a tool.

import { createOpenAI } from "@ai-sdk/openai";
import { cosineSimilarity, embed, embedMany, isStepCount, streamText, tool } from "ai";
import type { Nebuly, Turn } from "nebuly";
import { observeModel } from "nebuly/ai-sdk";
import { z } from "zod";
import type { Article } from "./corpus.ts";

export interface ChatOptions {
  readonly client: Nebuly;
  readonly articles: readonly Article[];
  /** Base URL of the model service; undefined for the provider's own. */
  readonly modelBaseUrl: string | undefined;
  readonly apiKey: string;
}

/** Asks one question of an agent and gives its answer a thumbs up. */
export async function runAiSdkDemo(options: ChatOptions): Promise<void> {
  const { client, articles, apiKey, modelBaseUrl } = options;
  const openai = createOpenAI({ apiKey, ...(modelBaseUrl !== undefined && { baseURL: modelBaseUrl }) });
  const model = observeModel(openai("gpt-5-mini"), { client });
  const embeddingModel = observeModel(openai.embedding("text-embedding-3-small"), { client });
  const { embeddings: vectors } = await embedMany({
    model: embeddingModel,
    values: articles.map((article) => article.text),
  });

  const tools = {
    searchArticles: tool({
      description: "Finds the articles of the Declaration that speak of a subject.",
      inputSchema: z.object({ query: z.string() }),
      execute: async ({ query }) => {
        const { embedding } = await embed({ model: embeddingModel, value: query });
        return articles
          .map((article, index) => ({ article, nearness: cosineSimilarity(embedding, vectors[index] ?? []) }))
          .toSorted((a, b) => b.nearness - a.nearness)
          .slice(0, 3)
          .map(({ article }) => article.text);
      },
    }),
    readArticle: tool({
      description: "Reads one article whole.",
      inputSchema: z.object({ number: z.number().int() }),
      execute: async ({ number }) => articles.find((article) => article.number === number)?.text ?? "No such article.",
    }),
  };

  const chatTurn = async (turn: Turn): Promise<void> => {
    const result = streamText({
      model,
      instructions: "You answer questions about the Universal Declaration of Human Rights. Look things up first.",
      prompt: "Is my privacy protected against interference?",
      tools,
      stopWhen: isStepCount(5),
    });
    for await (const text of result.textStream) process.stdout.write(text);
    process.stdout.write("\n");
    await turn.feedback({ slug: "thumbs_up", text: "Exactly what I wanted to know" });
  };
  await client.interaction(
    { endUser: "grace", conversationId: "privacy-chat", tags: { app: "demo", framework: "ai-sdk" } },
    chatTurn,
  );
}
