// A question answered from four documents: retriever, prompt, chat model, parser.

import type { CallbackManagerForRetrieverRun } from "@langchain/core/callbacks/manager";
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { type Runnable, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { answerMark, questionMark, runOf } from "../harness/work.ts";
import { InstantModel } from "./instant-model.ts";

const paragraph = "Opening hours, delivery times and the return of goods are told on this page in plain words. ";

class FixedRetriever extends BaseRetriever {
  override lc_namespace = ["bench"];

  override async _getRelevantDocuments(_query: string, _manager?: CallbackManagerForRetrieverRun): Promise<Document[]> {
    return Array.from(
      { length: 4 },
      (_, index) => new Document({ pageContent: paragraph.repeat(6), metadata: { source: `page-${index}` } }),
    );
  }
}

/** The chain; its answer to question n holds the mark of answer n. */
export function createRagChain(): Runnable<string, string> {
  const prompt = ChatPromptTemplate.fromMessages([
    ["system", "Answer from these documents only.\n\n{context}"],
    ["human", "{question}"],
  ]);
  const model = new InstantModel((messages) => ({
    text: `We are open from nine to five on weekdays, that is ${answerMark(runOf(String(messages.at(-1)?.content)))} and ${"so it goes on ".repeat(8)}`,
  }));
  return RunnableSequence.from<string, string>([
    {
      context: new FixedRetriever().pipe((documents: Document[]) =>
        documents.map(({ pageContent }) => pageContent).join("\n\n"),
      ),
      question: new RunnablePassthrough<string>(),
    },
    prompt,
    model,
    new StringOutputParser(),
  ]);
}

export function ragQuestion(run: number): string {
  return `When is the shop open, asked as ${questionMark(run)} today?`;
}
