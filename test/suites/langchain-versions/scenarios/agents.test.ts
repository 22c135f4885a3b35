// Agents, classic chains and graphs, on every version that has them.

import { AgentExecutor, createToolCallingAgent } from "@langchain/classic/agents";
import { ConversationalRetrievalQAChain, RetrievalQAChain } from "@langchain/classic/chains";
import { BufferMemory } from "@langchain/classic/memory";
import { HumanMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableWithMessageHistory } from "@langchain/core/runnables";
import { DynamicStructuredTool } from "@langchain/core/tools";
import { FakeListChatMessageHistory, FakeRetriever } from "@langchain/core/utils/testing";
import * as langgraph from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { expect, inject, test } from "vitest";
import { z } from "zod";
import { noTags } from "../../../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "../../../langchain/recording-client.ts";
import { ScriptedModel } from "../../../langchain/scripted-model.ts";

const isOldest = inject("version") === "0.3.0";

const weather = new DynamicStructuredTool({
  name: "weather",
  description: "Tells the weather.",
  schema: z.object({ city: z.string() }),
  func: async ({ city }) => `Sunny in ${city}.`,
});

const createModel = (): ScriptedModel =>
  new ScriptedModel([
    { toolCalls: [{ name: "weather", args: { city: "Rome" } }], tokens: [10, 5] },
    { text: "Sunny all day.", tokens: [20, 4] },
  ]);

const expected = { input: "Rome?", output: "Sunny all day.", tags: noTags };
const agentKinds = ["llm", "retrieval:weather", "llm"];

function createExecutor(): AgentExecutor {
  const prompt = ChatPromptTemplate.fromMessages([
    ["system", "Be brief."],
    ["human", "{input}"],
    ["placeholder", "{agent_scratchpad}"],
  ]);
  const tools = [weather];
  return new AgentExecutor({ agent: createToolCallingAgent({ llm: createModel(), tools, prompt }), tools });
}

test("AgentExecutor keeps its root: the question is the user's, not the tool call", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await createExecutor().invoke({ input: "Rome?" }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject(expected);
  expect(traceKinds(sent)).toEqual(agentKinds);
  expect(sent.traces[1]).toEqual({ source: "weather", input: '{"city":"Rome"}', outputs: ["Sunny in Rome."] });
  expect(sent.traces[2]).toMatchObject({ input_tokens: 20, output_tokens: 4 });
});

test("AgentExecutor streamed", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  for await (const _ of await createExecutor().stream({ input: "Rome?" }, { callbacks }));
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject(expected);
  expect(traceKinds(sent)).toEqual(agentKinds);
});

test("a prebuilt agent of LangGraph", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const agent = createReactAgent({ llm: createModel(), tools: [weather] });
  await agent.invoke({ messages: [new HumanMessage("Rome?")] }, { callbacks, configurable: { thread_id: "t-1" } });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ ...expected, conversation_id: "t-1" });
  expect(traceKinds(sent)).toEqual(agentKinds);
});

test.skipIf(inject("version").startsWith("0."))("createAgent of langchain 1", async () => {
  await using recording = createRecordingClient();
  const { createAgent } = await import("langchain");
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const agent = createAgent({ model: createModel(), tools: [weather] });
  for await (const _ of await agent.stream({ messages: [new HumanMessage("Rome?")] }, { callbacks }));
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject(expected);
  expect(traceKinds(sent)).toEqual(agentKinds);
});

test("RetrievalQAChain", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const chain = RetrievalQAChain.fromLLM(new ScriptedModel([{ text: "Nine." }]), new FakeRetriever());
  await chain.invoke({ query: "When?" }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "When?", output: "Nine.", tags: noTags });
  expect(traceKinds(sent)).toEqual(["retrieval:FakeRetriever", "llm"]);
});

test("ConversationalRetrievalQAChain, whose model rewrites the question first: the user's words are told", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const model = new ScriptedModel([{ text: "When does the shop open?" }, { text: "Nine." }]);
  const chain = ConversationalRetrievalQAChain.fromLLM(model, new FakeRetriever());
  await chain.invoke({ question: "And when?", chat_history: "Human: Is there a shop?\nAI: Yes." }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "And when?", output: "Nine.", tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:FakeRetriever", "llm"]);
});

test("ConversationalRetrievalQAChain with a memory of its own", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const chain = ConversationalRetrievalQAChain.fromLLM(new ScriptedModel([{ text: "Nine." }]), new FakeRetriever(), {
    memory: new BufferMemory({ memoryKey: "chat_history", returnMessages: true }),
  });
  await chain.invoke({ question: "When?" }, { callbacks });
  expect((await recording.only()).interaction).toMatchObject({ input: "When?", output: "Nine." });
});

test("RunnableWithMessageHistory: its session is the conversation where the version tells it", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const chain = new RunnableWithMessageHistory({
    runnable: new ScriptedModel([{ text: "Nine." }]),
    getMessageHistory: () => new FakeListChatMessageHistory(),
  });
  await chain.invoke([new HumanMessage("When?")], { callbacks, configurable: { sessionId: "s-1" } });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "When?", output: "Nine." });
  expect(traceKinds(sent)).toEqual(["llm"]);
});

test.skipIf(isOldest)("an interrupted graph and its resume are one interaction", async () => {
  const { Annotation, Command, interrupt, MemorySaver, START, StateGraph } = langgraph;
  await using recording = createRecordingClient();
  const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>() });
  const graph = new StateGraph(State)
    .addNode("approve", () => ({ answer: String(interrupt("Send it?")) }))
    .addNode("send", async ({ answer }, config) => {
      const said = await new ScriptedModel([{ text: `Sent after ${answer}.` }]).invoke("Send", config);
      return { answer: String(said.content) };
    })
    .addEdge(START, "approve")
    .addEdge("approve", "send")
    .compile({ checkpointer: new MemorySaver() });
  const config = {
    callbacks: [new NebulyCallbackHandler({ client: recording.client })],
    configurable: { thread_id: "thread-1" },
  };
  await graph.invoke({ question: "Write to Anna" }, config);
  expect(await recording.sent()).toEqual([]);
  await graph.invoke(new Command({ resume: "yes" }), config);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    conversation_id: "thread-1",
    input: "Write to Anna",
    output: "Sent after yes.",
    tags: noTags,
  });
  expect(traceKinds(sent)).toEqual(["llm"]);
});

for (const isObserved of [false, true]) {
  const name = isObserved ? "an observed graph" : "a graph";
  test.skipIf(isOldest)(`${name} whose stream is left at the question is interrupted, and goes on as one`, async () => {
    const { Annotation, Command, interrupt, MemorySaver, START, StateGraph } = langgraph;
    await using recording = createRecordingClient();
    const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>() });
    const graph = new StateGraph(State)
      .addNode("approve", () => ({ answer: String(interrupt("Send it?")) }))
      .addEdge(START, "approve")
      .compile({ checkpointer: new MemorySaver() });
    const config = {
      callbacks: [new NebulyCallbackHandler({ client: recording.client })],
      configurable: { thread_id: "thread-1" },
      streamMode: "updates" as const,
    };
    const start = () => graph.stream({ question: "Write to Anna" }, config);
    const stream = isObserved ? await observeStream(start) : await start();
    for await (const chunk of stream) if ("__interrupt__" in chunk) break;
    expect(await recording.sent()).toEqual([]);
    await graph.invoke(new Command({ resume: "yes" }), config);
    expect((await recording.only()).interaction).toMatchObject({ input: "Write to Anna", output: "yes", tags: noTags });
  });
}

test("a graph's nodes that pass no config on are in its turn", async () => {
  const { Annotation, START, StateGraph } = langgraph;
  await using recording = createRecordingClient();
  const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>() });
  const graph = new StateGraph(State)
    .addNode("tell", async ({ question }) => {
      const said = await new ScriptedModel([{ text: "Ha." }]).invoke(question);
      return { answer: String(said.content) };
    })
    .addEdge(START, "tell")
    .compile();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await Promise.all(["a?", "b?", "c?"].map((question) => graph.invoke({ question }, { callbacks })));
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => interaction.input).toSorted()).toEqual(["a?", "b?", "c?"]);
  for (const one of sent) {
    expect(one.interaction.output).toBe("Ha.");
    expect(traceKinds(one)).toEqual(["llm"]);
  }
});
