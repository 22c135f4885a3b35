// A chat over documents: every question is one interaction of one conversation, streamed, the last one cut short by its
// reader, the first one rated. `npm run example:rag-chat`

import type { Document } from "@langchain/core/documents";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { RunnableLambda, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { runExample } from "./run-example.ts";

await runExample(async ({ client, store, model }) => {
  const passages = RunnableLambda.from((documents: Document[]) => documents.map((one) => one.pageContent).join("\n"));
  const chain = RunnableSequence.from([
    RunnablePassthrough.assign({
      context: RunnableLambda.from((input: Record<string, unknown>) => String(input.question))
        .pipe(store.asRetriever({ k: 3 }))
        .pipe(passages),
    }),
    ChatPromptTemplate.fromMessages([
      ["system", "Answer from these passages and name the article:\n{context}"],
      new MessagesPlaceholder("chat_history"),
      ["human", "{question}"],
    ]),
    new ChatOpenAI(model),
    new StringOutputParser(),
  ]);
  const handler = new NebulyCallbackHandler({ client, endUser: "ada", conversationId: "chat-1" });
  const history: BaseMessage[] = [];

  async function ask(question: string, maxCharacters = Number.POSITIVE_INFINITY): Promise<string> {
    process.stdout.write(`\n> ${question}\n`);
    const given = { question, chat_history: [...history] };
    const stream = await observeStream(() => chain.stream(given, { callbacks: [handler] }));
    let answer = "";
    for await (const chunk of stream) {
      process.stdout.write(chunk);
      answer += chunk;
      // The reader presses stop.
      if (answer.length > maxCharacters) break;
    }
    process.stdout.write("\n");
    history.push(new HumanMessage(question), new AIMessage(answer));
    return answer;
  }

  const first = "Do I have a right to rest and holidays?";
  const answer = await ask(first);
  // Feedback finds its interaction by what was asked and answered.
  await client.flush();
  await client.feedback({ slug: "thumbs_up", endUser: "ada", input: first, output: answer });
  await ask("And to take part in cultural life?");
  await ask("May I own property?", 40);
});
