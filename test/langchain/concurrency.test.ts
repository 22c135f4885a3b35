import { MemoryVectorStore } from "@langchain/classic/vectorstores/memory";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  type RunnableConfig,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnableSequence,
} from "@langchain/core/runnables";
import { DynamicStructuredTool, tool } from "@langchain/core/tools";
import { FakeEmbeddings, FakeRetriever } from "@langchain/core/utils/testing";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { generateText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { observeModel } from "nebuly/ai-sdk";
import { NebulyCallbackHandler, observeEmbeddings } from "nebuly/langchain";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { createRecordingClient, type SentInteraction, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Another library's handler: slow, and in LangChain's queue unless told to be awaited. */
class SlowSibling extends BaseCallbackHandler {
  name = "slow";
  override async handleChainStart(): Promise<void> {
    await pause();
  }
  override async handleLLMEnd(): Promise<void> {
    await pause();
  }
}

const echo = new ScriptedModel(async (messages) => {
  await pause();
  return { text: `answer to ${String(messages.at(-1)?.content)}` };
});

afterEach(async () => awaitAllCallbacks());

function checkEach(sent: readonly SentInteraction[], count: number, kinds: readonly string[]): void {
  expect(sent).toHaveLength(count);
  expect(new Set(sent.map(({ interaction }) => interaction.input)).size).toBe(count);
  for (const one of sent) {
    const { input, output, end_user } = one.interaction;
    expect(end_user).toBe(`user of ${input}`);
    expect(output).toContain(input);
    expect(traceKinds(one)).toEqual(kinds);
    for (const trace of one.traces) expect(JSON.stringify(trace)).toContain(input);
  }
}

const questions = Array.from({ length: 50 }, (_, index) => `question ${index}.`);
const userOf = (question: string): { nebuly: { endUser: string } } => ({ nebuly: { endUser: `user of ${question}` } });

const store = await MemoryVectorStore.fromTexts(["text"], [{}], observeEmbeddings(new FakeEmbeddings()));
const retriever = store.asRetriever(1);
const prompt = ChatPromptTemplate.fromMessages([["human", "{question}"]]);
const quoting = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
  await pause();
  await retriever.invoke(question, config);
  return { question };
});
const rag = RunnableSequence.from([quoting, prompt, echo, new StringOutputParser()]);
const map = RunnableSequence.from([
  RunnableMap.from({ one: retriever, two: retriever, question: new RunnablePassthrough() }),
  prompt,
  echo,
  new StringOutputParser(),
]);
const retrieveTool = tool(async ({ query }: { query: string }) => JSON.stringify(await retriever.invoke(query)), {
  name: "retrieve",
  schema: z.object({ query: z.string() }),
});
const graph = new StateGraph(MessagesAnnotation)
  .addNode("search", async (state, config) => {
    await retrieveTool.invoke({ query: String(state.messages[0]?.content) }, config);
    return {};
  })
  .addNode("answer", async (state) => ({ messages: [await echo.invoke(state.messages)] }))
  .addEdge(START, "search")
  .addEdge("search", "answer")
  .compile();

const ragKinds = ["retrieval:VectorStoreRetriever", "embedding", "llm"];

for (const sibling of [false, true]) {
  const others = sibling ? [new SlowSibling()] : [];
  const name = sibling ? "with a slow sibling handler" : "alone";

  test(`fifty requests at once, ${name}: every embedding under its retriever, every trace in its interaction`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [...others, new NebulyCallbackHandler({ client: recording.client })];
    await Promise.all(questions.map((question) => rag.invoke(question, { callbacks, metadata: userOf(question) })));
    checkEach(await recording.sent(), 50, ragKinds);
  });

  test(`fifty streams at once, ${name}`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [...others, new NebulyCallbackHandler({ client: recording.client })];
    await Promise.all(
      questions.map(async (question) => {
        for await (const _ of await rag.stream(question, { callbacks, metadata: userOf(question) }));
      }),
    );
    checkEach(await recording.sent(), 50, ragKinds);
  });

  test(`fifty graphs at once, a retriever in a tool, ${name}`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [...others, new NebulyCallbackHandler({ client: recording.client })];
    await Promise.all(
      questions.map((question) =>
        graph.invoke({ messages: [["human", question]] }, { callbacks, metadata: userOf(question) }),
      ),
    );
    checkEach(await recording.sent(), 50, ["retrieval:retrieve", ...ragKinds]);
  });
}

test("parallel retrievers of a map each bring their embedding", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await Promise.all(questions.map((question) => map.invoke(question, { callbacks, metadata: userOf(question) })));
  const sent = await recording.sent();
  expect(sent).toHaveLength(questions.length);
  for (const one of sent)
    expect(traceKinds(one).toSorted()).toEqual([
      "embedding",
      "embedding",
      "llm",
      "retrieval:VectorStoreRetriever",
      "retrieval:VectorStoreRetriever",
    ]);
  expect(sent).toHaveLength(50);
});

test("a batch of chains, limited in its concurrency, is one interaction per element", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const configs = questions.map((question) => ({ callbacks, metadata: userOf(question), maxConcurrency: 3 }));
  await rag.batch(questions, configs);
  checkEach(await recording.sent(), 50, ragKinds);
});

test("AI SDK calls and chains without callbacks of their own, made inside a lambda, join its turn", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const model = observeModel(
    new MockLanguageModelV4({
      doGenerate: async ({ prompt: given }) => ({
        content: [{ type: "text", text: `about ${JSON.stringify(given)}` }],
        finishReason: { unified: "stop", raw: "stop" },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      }),
    }),
    { client: recording.client },
  );
  const chain = RunnableLambda.from(async (question: string) => {
    await generateText({ model, prompt: question });
    // The handler is passed by hand, the parent is not.
    const answer = await echo.invoke(question, { callbacks: [handler] });
    return String(answer.content);
  });
  await Promise.all(
    questions.map((question) => chain.invoke(question, { callbacks: [handler], metadata: userOf(question) })),
  );
  checkEach(await recording.sent(), 50, ["llm", "llm"]);
});

test("the caller's own code after a run is in no scope, and its next run is a turn of its own", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  // With a JSON schema a tool's start callback comes within the caller's own call.
  const jsonTool = new DynamicStructuredTool({
    name: "json",
    description: "",
    schema: { type: "object", properties: { a: { type: "number" } } },
    func: async ({ a }: { a: number }) => String(a),
  });
  const call = (a: number): Promise<unknown> =>
    jsonTool.invoke({ id: String(a), name: "json", args: { a }, type: "tool_call" }, { callbacks });
  await call(1);
  await Promise.all([call(2), call(3)]);
  await new FakeRetriever().invoke("question", { callbacks });
  await store.embeddings.embedQuery("outside");
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => interaction.input)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}', "question"]);
  for (const { traces } of sent) expect(traces).toHaveLength(1);
});
