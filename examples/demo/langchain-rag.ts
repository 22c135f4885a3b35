// The LangChain half of the demo: a RAG chain, once invoked, once streamed.

import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import type { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type Runnable, RunnableLambda, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import type { Nebuly } from "nebuly";
import { NebulyCallbackHandler, observeEmbeddings } from "nebuly/langchain";
import type { Article } from "./corpus.ts";

export interface RagOptions {
  readonly client: Nebuly;
  readonly articles: readonly Article[];
  /** Base URL of the model service; undefined for the provider's own. */
  readonly modelBaseUrl: string | undefined;
  readonly apiKey: string;
}

/** Answers two questions of one conversation. */
export async function runLangChainDemo(options: RagOptions): Promise<void> {
  const { client } = options;
  const chain = await createRagChain(options);
  const handler = new NebulyCallbackHandler({ client, endUser: "ada", tags: { app: "demo", framework: "langchain" } });
  const config = { callbacks: [handler], metadata: { nebuly: { conversationId: "declaration-chat" } } };

  await chain.invoke("Do I have a right to rest and holidays?", config);
  for await (const chunk of await chain.stream("May I leave my country and return to it?", config)) {
    process.stdout.write(chunk);
  }
  process.stdout.write("\n");
}

async function createRagChain(options: RagOptions): Promise<Runnable<string, string>> {
  const configuration = { baseURL: options.modelBaseUrl };
  const { client, apiKey } = options;
  const embeddings = observeEmbeddings(
    new OpenAIEmbeddings({ model: "text-embedding-3-small", apiKey, configuration }),
    { client },
  );
  const store = await MemoryVectorStore.fromTexts(
    options.articles.map((article) => article.text),
    options.articles.map((article) => ({ number: article.number })),
    embeddings,
  );
  const model = new ChatOpenAI({ model: "gpt-5-mini", apiKey, configuration, streamUsage: true });
  const prompt = ChatPromptTemplate.fromMessages([
    ["system", "Answer from these passages and name the article:\n{context}"],
    ["human", "{question}"],
  ]);
  const passages = RunnableLambda.from((documents: Document[]) =>
    documents.map((found) => found.pageContent).join("\n"),
  );
  return RunnableSequence.from([
    { context: store.asRetriever({ k: 3 }).pipe(passages), question: new RunnablePassthrough() },
    prompt,
    model,
    new StringOutputParser(),
  ]);
}
