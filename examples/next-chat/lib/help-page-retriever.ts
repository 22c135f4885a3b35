// The retrieval step of the LangChain route.

import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import { OpenAIEmbeddings } from "@langchain/openai";
import { cosineSimilarity } from "ai";
import { observeEmbeddings } from "nebuly/langchain";
import { leastScore, shopDocuments } from "./shop-documents.ts";

const model = { model: "text-embedding-3-small" };
/** The question's embedding is a step of the turn; those of the documents, made once, are not. */
const questionEmbeddings = observeEmbeddings(new OpenAIEmbeddings(model));
const documentEmbeddings = new OpenAIEmbeddings(model);

/** Finds the two help pages that are nearest to a question. */
export class HelpPageRetriever extends BaseRetriever {
  override lc_namespace = ["next-chat"];
  #index: Promise<number[][]> | undefined;

  static override lc_name(): string {
    return "help-pages";
  }

  override async _getRelevantDocuments(question: string): Promise<Document<{ title: string }>[]> {
    this.#index ??= Promise.all(
      shopDocuments.map(({ title, text }) => documentEmbeddings.embedQuery(`${title}. ${text}`)),
    );
    const index = await this.#index;
    const wanted = await questionEmbeddings.embedQuery(question);
    return shopDocuments
      .map(({ title, text }, position) => ({
        document: new Document({ pageContent: text, metadata: { title } }),
        score: cosineSimilarity(index[position] ?? [], wanted),
      }))
      .sort((a, b) => b.score - a.score)
      .filter(({ score }) => score > leastScore)
      .slice(0, 2)
      .map(({ document }) => document);
  }
}
