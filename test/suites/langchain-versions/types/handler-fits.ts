// Checked against every version: the published types fit where LangChain takes callbacks, embeddings and streams.

import type { Callbacks } from "@langchain/core/callbacks/manager";
import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import type { Embeddings } from "@langchain/core/embeddings";
import { RunnableLambda } from "@langchain/core/runnables";
import { FakeEmbeddings, FakeListChatModel } from "@langchain/core/utils/testing";
import { instrumentLangChain, NebulyCallbackHandler, observeEmbeddings, observeStream } from "nebuly/langchain";

const handler = new NebulyCallbackHandler({ endUser: "user-1", getInput: (input) => String(input) });
export const callbacks: Callbacks = [handler];
export const embeddings: Embeddings = observeEmbeddings(new FakeEmbeddings());
export const embeddingsClass: typeof FakeEmbeddings = observeEmbeddings(FakeEmbeddings);
export const remove: () => void = instrumentLangChain(callbackManagerModule);

export const model: FakeListChatModel = new FakeListChatModel({ responses: ["Hi"], callbacks: [handler] });
const chain = RunnableLambda.from((text: string) => text.length).withConfig({ callbacks: [handler] });

export async function read(): Promise<number> {
  let sum = await chain.invoke("text", { callbacks: [handler], metadata: { nebuly: { endUser: "user-1" } } });
  for await (const length of observeStream(await chain.stream("text", { callbacks: [handler] }))) sum += length;
  return sum;
}
