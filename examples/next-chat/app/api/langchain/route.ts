// The same chat on LangChain: a retriever, a prompt, a model, streamed. One turn, one interaction.

import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type Runnable, type RunnableConfig, RunnablePassthrough } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { createUIMessageStream, createUIMessageStreamResponse } from "ai";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { withInteraction } from "nebuly/next";
import { type ChatMessage, questionOf, textOf } from "../../../lib/chat-message.ts";
import { HelpPageRetriever } from "../../../lib/help-page-retriever.ts";
import { turnOptions } from "../../../lib/turn-options.ts";

const handler = new NebulyCallbackHandler();
const retriever = new HelpPageRetriever();

const prompt = ChatPromptTemplate.fromMessages([
  ["system", "You help customers of an outdoor shop. Answer from these help pages:\n{pages}"],
  ["placeholder", "{history}"],
  ["user", "{question}"],
]);

type ChainInput = { question: string; history: [string, string][] };

/** From a question to a streamed answer; tells the titles of the help pages it read. */
function createChain(onFound: (titles: string[]) => void): Runnable<ChainInput, string> {
  return RunnablePassthrough.assign<ChainInput, { pages: string }>({
    pages: async ({ question }: ChainInput, config: RunnableConfig) => {
      const documents = await retriever.invoke(question, config);
      onFound(documents.map(({ metadata }) => metadata.title));
      return documents.map(({ pageContent }) => pageContent).join("\n");
    },
  })
    .pipe(prompt)
    .pipe(new ChatOpenAI({ model: "gpt-5-mini" }))
    .pipe(new StringOutputParser());
}

export const POST = withInteraction(
  async (request: Request): Promise<Response> => {
    const { messages }: { messages: ChatMessage[] } = await request.json();
    const stream = createUIMessageStream<ChatMessage>({
      execute: async ({ writer }) => {
        const chain = createChain((titles) => writer.write({ type: "data-sources", data: titles }));
        const history = messages.slice(0, -1).map((message): [string, string] => [message.role, textOf(message)]);
        const answer = await chain.stream(
          { question: questionOf(messages), history },
          { callbacks: [handler], signal: request.signal },
        );
        writer.write({ type: "text-start", id: "answer" });
        for await (const text of observeStream(answer)) writer.write({ type: "text-delta", id: "answer", delta: text });
        writer.write({ type: "text-end", id: "answer" });
      },
    });
    return createUIMessageStreamResponse({ stream });
  },
  { identify: turnOptions, tags: { framework: "langchain" } },
);
