// What every example here has around it: a platform and a scripted model service on this machine, a client, and at the end
// the interactions as the platform gives them back.

import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import { OpenAIEmbeddings } from "@langchain/openai";
import { Nebuly } from "nebuly";
import { observeEmbeddings } from "nebuly/langchain";
import { startLocalPlatform } from "nebuly/local";
import { readArticles } from "../demo/corpus.ts";
import { printInteraction } from "../demo/print-interactions.ts";
import { startScriptedModelServer } from "../demo/scripted-model-server.ts";

export interface ExampleContext {
  readonly client: Nebuly;
  /** Passages to search in. */
  readonly store: MemoryVectorStore;
  /** What `new ChatOpenAI` is to be given. */
  readonly model: {
    readonly model: string;
    readonly apiKey: string;
    readonly configuration: { readonly baseURL: string };
    readonly streamUsage: boolean;
  };
}

export async function runExample(example: (context: ExampleContext) => Promise<void>): Promise<void> {
  const startedAt = new Date();
  const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
  const models = await startScriptedModelServer();
  const client = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey });
  const service = { apiKey: "scripted", configuration: { baseURL: models.baseUrl } };
  const articles = await readArticles();
  const store = await MemoryVectorStore.fromTexts(
    articles.map(({ text }) => text),
    articles.map(({ number }) => ({ number })),
    observeEmbeddings(new OpenAIEmbeddings({ model: "text-embedding-3-small", ...service }), { client }),
  );

  await example({ client, store, model: { model: "gpt-5-mini", streamUsage: true, ...service } });

  await client.flush();
  console.log("\nRead back through Get Interactions\n");
  const query = { timeRange: { start: startedAt, end: new Date() }, filters: [] };
  const newestFirst = [];
  for await (const row of client.interactions.iterate(query)) newestFirst.push(row);
  for (const [index, row] of newestFirst.toReversed().entries()) printInteraction(row, `${index + 1}.`);

  await client.shutdown();
  await models.close();
  await platform.close();
}
