// The arguments of every callback in the order in which they really come: the declared order of handleChainStart is wrong
// on every version, and TypeScript cannot tell.

import { AIMessageChunk, HumanMessage } from "@langchain/core/messages";
import { RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { DynamicTool } from "@langchain/core/tools";
import { FakeListChatModel, FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { expect, test } from "vitest";

type Call = readonly [name: string, ...args: unknown[]];

/** A handler without a class of LangChain's, called within the run. */
function createSpy(calls: Call[]) {
  const spy: Record<string, unknown> = { name: "spy", awaitHandlers: true, raiseError: false, copy: () => spy };
  for (const name of [
    "handleChainStart",
    "handleChainEnd",
    "handleChainError",
    "handleChatModelStart",
    "handleLLMStart",
    "handleLLMNewToken",
    "handleLLMEnd",
    "handleLLMError",
    "handleToolStart",
    "handleToolEnd",
    "handleRetrieverStart",
    "handleRetrieverEnd",
  ]) {
    spy[name] = (...args: unknown[]) => void calls.push([name, ...args]);
  }
  return spy;
}

async function record(run: (callbacks: object[]) => Promise<unknown>): Promise<Call[]> {
  const calls: Call[] = [];
  await run([createSpy(calls)]).catch(() => {});
  return calls;
}

const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
const tags = expect.any(Array);
const metadata = expect.any(Object);

test("chains: (chain, inputs, runId, parentRunId, tags, metadata, runType, runName)", async () => {
  const chain = RunnableSequence.from([
    RunnableLambda.from((text: string) => text),
    RunnableLambda.from((text: string) => `${text}!`),
  ]).withConfig({ runName: "exclaim" });
  const calls = await record((callbacks) => chain.invoke("Hi", { callbacks, metadata: { key: "value" } }));
  const [root, child] = calls.filter(([name]) => name === "handleChainStart");
  expect(root?.slice(1, 9)).toEqual([
    expect.any(Object),
    { input: "Hi" },
    id,
    undefined,
    tags,
    expect.objectContaining({ key: "value" }),
    undefined,
    "exclaim",
  ]);
  expect(child?.slice(1, 6)).toEqual([expect.any(Object), { input: "Hi" }, id, root?.[3], tags]);
  const ends = calls.filter(([name]) => name === "handleChainEnd");
  expect(ends.at(-1)?.slice(1, 5)).toEqual([{ output: "Hi!" }, root?.[3], undefined, tags]);
});

test("chains that fail: (error, runId, parentRunId, tags)", async () => {
  const failure = new Error("no");
  const failing = RunnableLambda.from(() => {
    throw failure;
  });
  const calls = await record((callbacks) => failing.invoke("Hi", { callbacks }));
  expect(calls.at(-1)?.slice(0, 5)).toEqual(["handleChainError", failure, id, undefined, tags]);
});

test("streamed steps tell their input only at their end: the fifth argument", async () => {
  const chain = RunnableLambda.from((text: string) => text).pipe(RunnableLambda.from((text: string) => `${text}!`));
  const calls = await record(async (callbacks) => {
    for await (const _ of await chain.stream("Hi", { callbacks }));
  });
  const starts = calls.filter(([name]) => name === "handleChainStart");
  expect(starts[0]?.[2]).toEqual({ input: "Hi" });
  expect(starts.slice(1).map((call) => call[2])).toEqual([{ input: "" }, { input: "" }]);
  const told = calls.filter(([name]) => name === "handleChainEnd").map((call) => call[5]);
  expect(told).toContainEqual({ inputs: { input: "Hi" } });
});

test("chat models: (model, [messages], runId, parentRunId, extraParams, tags, metadata, runName)", async () => {
  const model = new FakeListChatModel({ responses: ["Hello"] });
  const message = new HumanMessage("Hi");
  const calls = await record((callbacks) => model.invoke([message], { callbacks, runName: "greet" }));
  expect(calls[0]?.slice(0, 9)).toEqual([
    "handleChatModelStart",
    expect.any(Object),
    [[message]],
    id,
    undefined,
    expect.objectContaining({ invocation_params: expect.anything() }),
    tags,
    metadata,
    "greet",
  ]);
  expect(calls.at(-1)?.slice(0, 5)).toEqual([
    "handleLLMEnd",
    expect.objectContaining({ generations: [[expect.objectContaining({ text: "Hello" })]] }),
    calls[0]?.[3],
    undefined,
    tags,
  ]);
});

test("streamed chat models: (token, indices, runId, parentRunId, tags, { chunk })", async () => {
  const model = new FakeListChatModel({ responses: ["Hi"] });
  const calls = await record(async (callbacks) => {
    for await (const chunk of await model.stream("x", { callbacks })) expect(chunk).toBeInstanceOf(AIMessageChunk);
  });
  const token = calls.find(([name]) => name === "handleLLMNewToken");
  expect(token?.slice(1, 5)).toEqual(["H", expect.anything(), id, undefined]);
});

test("completion models: (model, [prompt], runId, parentRunId, extraParams, tags, metadata, runName)", async () => {
  const model = new FakeLLM({ response: "Hello" });
  const calls = await record((callbacks) => model.invoke("Hi", { callbacks }));
  expect(calls[0]?.slice(0, 8)).toEqual([
    "handleLLMStart",
    expect.any(Object),
    ["Hi"],
    id,
    undefined,
    expect.any(Object),
    tags,
    metadata,
  ]);
});

test("tools: (tool, input, runId, parentRunId, tags, metadata, runName), and (output, runId)", async () => {
  const tool = new DynamicTool({ name: "shout", description: "", func: async (text) => text.toUpperCase() });
  const calls = await record((callbacks) => tool.invoke("hi", { callbacks, metadata: { key: "value" } }));
  expect(calls[0]?.slice(0, 8)).toEqual([
    "handleToolStart",
    expect.any(Object),
    expect.stringContaining("hi"),
    id,
    undefined,
    tags,
    expect.objectContaining({ key: "value" }),
    "shout",
  ]);
  expect(calls[1]?.slice(0, 4)).toEqual(["handleToolEnd", "HI", calls[0]?.[3], undefined]);
});

test("retrievers: (retriever, query, runId, parentRunId, tags, metadata, name), and (documents, runId)", async () => {
  const calls = await record((callbacks) =>
    new FakeRetriever().invoke("Hi", { callbacks, metadata: { key: "value" }, runName: "faq" }),
  );
  expect(calls[0]?.slice(0, 8)).toEqual([
    "handleRetrieverStart",
    expect.any(Object),
    "Hi",
    id,
    undefined,
    tags,
    expect.objectContaining({ key: "value" }),
    "faq",
  ]);
  expect(calls[1]?.slice(0, 4)).toEqual(["handleRetrieverEnd", expect.any(Array), calls[0]?.[3], undefined]);
});
