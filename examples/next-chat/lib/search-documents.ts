// The retrieval step of the AI SDK route: embeds the question, compares, and tells the open turn what was found.

import { openai } from "@ai-sdk/openai";
import { cosineSimilarity, embed } from "ai";
import { nebuly } from "nebuly";
import { observeModel } from "nebuly/ai-sdk";
import { leastScore, type ShopDocument, shopDocuments } from "./shop-documents.ts";

const embeddingModel = openai.embedding("text-embedding-3-small");
/** The question's embedding is a step of the turn; those of the documents, made once, are not. */
const observedEmbeddingModel = observeModel(embeddingModel);

let index: Promise<readonly { readonly document: ShopDocument; readonly embedding: number[] }[]> | undefined;

function documentIndex(): NonNullable<typeof index> {
  index ??= Promise.all(
    shopDocuments.map(async (document) => {
      const { embedding } = await embed({ model: embeddingModel, value: `${document.title}. ${document.text}` });
      return { document, embedding };
    }),
  );
  return index;
}

/** The help pages, two at most, that are near the question. */
export async function searchDocuments(question: string): Promise<ShopDocument[]> {
  const documents = await documentIndex();
  const { embedding } = await embed({ model: observedEmbeddingModel, value: question });
  const found = documents
    .map((entry) => ({ document: entry.document, score: cosineSimilarity(entry.embedding, embedding) }))
    .sort((a, b) => b.score - a.score)
    .filter(({ score }) => score > leastScore)
    .slice(0, 2)
    .map(({ document }) => document);
  nebuly().interaction({}, (turn) =>
    turn.retrieval({ source: "help-pages", input: question, outputs: found.map(({ text }) => text) }),
  );
  return found;
}
