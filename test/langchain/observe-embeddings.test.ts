import { CacheBackedEmbeddings } from "@langchain/classic/embeddings/cache_backed";
import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import { InMemoryStore } from "@langchain/core/stores";
import { FakeEmbeddings } from "@langchain/core/utils/testing";
import { OpenAIEmbeddings } from "@langchain/openai";
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

test("observing twice, or a class and then its instance, records once", async () => {
  await using recording = createRecordingClient();
  class MyEmbeddings extends FakeEmbeddings {
    readonly model = "mine-1";
    override async embedQuery(text: string): Promise<number[]> {
      // As several providers do it: one of its own methods after another.
      await Promise.resolve();
      const [first] = await this.embedDocuments([text]);
      return first ?? [];
    }
  }
  expect(observeEmbeddings(MyEmbeddings)).toBe(MyEmbeddings);
  const embeddings = observeEmbeddings(observeEmbeddings(new MyEmbeddings({})));
  await recording.client.interaction({ input: "Hi" }, () => embeddings.embedQuery("Opening hours?"));
  expect((await recording.only()).traces).toEqual([{ model: "mine-1", input: "Opening hours?" }]);
});

test("the tokens are those of the provider's own answer, of all its requests together", async () => {
  await using recording = createRecordingClient();
  const sizes: number[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const { input } = JSON.parse(String(init?.body)) as { input: string | string[] };
    const texts = typeof input === "string" ? [input] : input;
    sizes.push(texts.length);
    return Response.json({
      data: texts.map((_text, index) => ({ object: "embedding", index, embedding: [1, 2] })),
      usage: { prompt_tokens: texts.length * 7, total_tokens: texts.length * 7 },
    });
  };
  const embeddings = observeEmbeddings(
    new OpenAIEmbeddings({ model: "text-embedding-3-small", apiKey: "k", batchSize: 20, configuration: { fetch } }),
  );
  const many = Array.from({ length: 50 }, (_, index) => `text ${index}`);
  await recording.client.interaction({ input: "Hi" }, async () => {
    await embeddings.embedQuery("one");
    await embeddings.embedDocuments(many);
  });
  expect(sizes.toSorted()).toEqual([1, 10, 20, 20]);
  const [one, bulk] = (await recording.only()).traces;
  expect(one).toEqual({ model: "text-embedding-3-small", input: "one", input_tokens: 7 });
  expect(bulk).toMatchObject({ model: "text-embedding-3-small", input_tokens: 350 });
  expect(bulk?.input?.split("\n").at(-1)).toBe("[first 10 of 50 texts]");
});

test("behind a cache the embedding is recorded by whichever of the two is observed", async () => {
  await using recording = createRecordingClient();
  const underlying = observeEmbeddings(new FakeEmbeddings());
  const cached = CacheBackedEmbeddings.fromBytesStore(underlying, new InMemoryStore<Uint8Array>());
  await recording.client.interaction({ input: "Hi" }, async () => {
    await cached.embedDocuments(["a", "b"]);
    await cached.embedDocuments(["a", "b"]);
  });
  expect((await recording.only()).traces).toEqual([{ model: "FakeEmbeddings", input: "a\nb\n[2 texts]" }]);
});

test("an embedding that fails rejects as it would, and is a trace without tokens", async () => {
  await using recording = createRecordingClient();
  const failure = new Error("no quota");
  const embeddings = observeEmbeddings({ embedQuery: (_text: string) => Promise.reject(failure) });
  await recording.client.interaction({ input: "Hi" }, () => expect(embeddings.embedQuery("Hi")).rejects.toBe(failure));
  expect((await recording.only()).traces).toEqual([{ model: "Object", input: "Hi" }]);
});

test("with a client of its own it records in that client's interactions only", async () => {
  await using own = createRecordingClient();
  await using other = createRecordingClient();
  const embeddings = observeEmbeddings(new FakeEmbeddings(), { client: own.client });
  await own.client.interaction({ input: "own" }, () => embeddings.embedQuery("Hi"));
  await other.client.interaction({ input: "other" }, () => embeddings.embedQuery("Hi"));
  expect((await own.only()).traces).toHaveLength(1);
  expect((await other.only()).traces).toEqual([]);
});

test("a frozen instance is left alone, and what is no embeddings is refused by name", async () => {
  const frozen = Object.freeze(new FakeEmbeddings());
  expect(observeEmbeddings(frozen)).toBe(frozen);
  expect(await frozen.embedQuery("Hi")).toHaveLength(4);
  expect(() => observeEmbeddings({})).toThrow("target");
});
