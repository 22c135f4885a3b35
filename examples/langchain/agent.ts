// An agent with two tools: its model calls, its tool calls and the embedding inside of one of them are one interaction, in
// the order in which they started. `npm run example:agent`

import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { z } from "zod";
import { readArticles } from "../demo/corpus.ts";
import { runExample } from "./run-example.ts";

await runExample(async ({ client, store, model }) => {
  const articles = await readArticles();
  const searchArticles = tool(
    async ({ query }) => (await store.similaritySearch(query, 3)).map((found) => found.pageContent).join("\n"),
    {
      name: "searchArticles",
      description: "Searches the articles of the Universal Declaration of Human Rights.",
      schema: z.object({ query: z.string() }),
    },
  );
  const readArticle = tool(({ number }) => articles.find((one) => one.number === number)?.text ?? "No such article.", {
    name: "readArticle",
    description: "Reads one article whole.",
    schema: z.object({ number: z.number() }),
  });
  const agent = createAgent({ model: new ChatOpenAI(model), tools: [searchArticles, readArticle] });
  const handler = new NebulyCallbackHandler({ client, tags: { app: "agent-example" } });

  const question = "Can I be held in slavery?";
  console.log(`> ${question}`);
  const { messages } = await agent.invoke(
    { messages: [new HumanMessage(question)] },
    { callbacks: [handler], metadata: { nebuly: { endUser: "grace", conversationId: "agent-1" } } },
  );
  console.log(messages.at(-1)?.text);
});
