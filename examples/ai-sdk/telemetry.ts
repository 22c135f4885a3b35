// AI SDK 7 with nothing wrapped: one line at start-up, and an agent whose tool asks another model is one interaction.
// Run with `npm run build && node examples/ai-sdk/telemetry.ts`; no account, no key, no network beyond this machine.

import { createOpenAI } from "@ai-sdk/openai";
import { generateText, registerTelemetry, ToolLoopAgent, tool } from "ai";
import { Nebuly } from "nebuly";
import { nebulyTelemetry } from "nebuly/ai-sdk";
import { startLocalPlatform } from "nebuly/local";
import { z } from "zod";
import { readArticles } from "../demo/corpus.ts";
import { printInteraction } from "../demo/print-interactions.ts";
import { startScriptedModelServer } from "../demo/scripted-model-server.ts";

const startedAt = new Date();
const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
const models = await startScriptedModelServer();
const client = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey });
const openai = createOpenAI({ baseURL: models.baseUrl, apiKey: "scripted" });

registerTelemetry(nebulyTelemetry({ client, tags: { app: "telemetry-example" } }));

const articles = await readArticles();
const passages = articles.map((article) => article.text).join("\n");

const agent = new ToolLoopAgent({
  model: openai("gpt-5-mini"),
  instructions: "You answer questions about the Universal Declaration of Human Rights. Look things up first.",
  tools: {
    searchArticles: tool({
      description: "Asks a librarian which article speaks of a subject.",
      inputSchema: z.object({ query: z.string() }),
      execute: async ({ query }) =>
        (await generateText({ model: openai("gpt-5-nano"), instructions: passages, prompt: query })).text,
    }),
    readArticle: tool({
      description: "Reads one article whole.",
      inputSchema: z.object({ number: z.number().int() }),
      execute: async ({ number }) => articles.find((article) => article.number === number)?.text ?? "No such article.",
    }),
  },
  // Integrations see of the runtime context what is named here, and nothing else.
  runtimeContext: { nebuly: { endUser: "grace", conversationId: "education-chat" } },
  telemetry: { includeRuntimeContext: { nebuly: true } },
});

const { text } = await agent.generate({ prompt: "Does everybody have a right to education?" });
console.log(`${text}\n`);

await client.flush();
const query = { timeRange: { start: startedAt, end: new Date() }, filters: [] };
for await (const row of client.interactions.iterate(query)) printInteraction(row, "Read back:");

await client.shutdown();
await models.close();
await platform.close();
