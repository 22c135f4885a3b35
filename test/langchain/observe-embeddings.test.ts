import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import { FakeEmbeddings } from "@langchain/core/utils/testing";
import { NebulyCallbackHandler, observeEmbeddings } from "nebuly/langchain";
import { expect, test } from "vitest";
import { createRecordingClient, traceKinds } from "./recording-client.ts";

const texts = ["Open 9 to 17.", "Closed on Sunday."];

test("a query embedded by a captured retriever is a trace right after it", async () => {
  await using recording = createRecordingClient();
  const embeddings = observeEmbeddings(new FakeEmbeddings());
  const store = await MemoryVectorStore.fromTexts(texts, [{}, {}], embeddings);
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  expect(await store.asRetriever(1).invoke("Opening hours?", { callbacks })).toHaveLength(1);
  const sent = await recording.only();
  expect(traceKinds(sent)).toEqual(["retrieval:VectorStoreRetriever", "embedding"]);
  expect(sent.traces[1]).toEqual({ model: "FakeEmbeddings", input: "Opening hours?" });
});

test("outside of any interaction nothing is recorded, and the value is the method's own", async () => {
  await using recording = createRecordingClient();
  const promise = Promise.resolve([1, 2]);
  const embeddings = observeEmbeddings({ embedQuery: () => promise, embedDocuments: async () => [[1, 2]] });
  expect(embeddings.embedQuery()).toBe(promise);
  const embedded = recording.client.interaction({ input: "Hi" }, () => embeddings.embedQuery());
  expect(embedded).toBe(promise);
  await embedded;
  expect(traceKinds(await recording.only())).toEqual(["embedding"]);
});
