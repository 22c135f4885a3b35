import { HumanMessage } from "@langchain/core/messages";
import type { RunnableConfig } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeEmbeddings } from "@langchain/core/utils/testing";
import {
  Annotation,
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { createAgent } from "langchain";
import { NebulyCallbackHandler, observeEmbeddings, observeStream } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

const weather = tool(({ city }) => `Sunny in ${city}.`, {
  name: "weather",
  schema: z.object({ city: z.string() }),
});

test("an agent's turn holds its model calls and tool calls in the order in which they started", async () => {
  await using recording = createRecordingClient();
  const agent = createAgent({
    model: new ScriptedModel([
      {
        text: "I look it up.",
        toolCalls: [
          { name: "weather", args: { city: "Rome" } },
          { name: "weather", args: { city: "Oslo" } },
        ],
        tokens: [10, 5],
      },
      { text: "Sunny in both.", tokens: [30, 4] },
    ]),
    tools: [weather],
  });
  const handler = new NebulyCallbackHandler({ client: recording.client, endUser: "user-1" });
  await agent.invoke({ messages: [new HumanMessage("Weather in Rome and Oslo?")] }, { callbacks: [handler] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    input: "Weather in Rome and Oslo?",
    output: "Sunny in both.",
    end_user: "user-1",
    tags: noTags,
  });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:weather", "retrieval:weather", "llm"]);
  expect(sent.traces[0]).toMatchObject({
    model: "scripted-1",
    output: 'I look it up.\nweather({"city":"Rome"})\nweather({"city":"Oslo"})',
    input_tokens: 10,
    output_tokens: 5,
  });
  expect(sent.traces[1]).toEqual({ source: "weather", input: '{"city":"Rome"}', outputs: ["Sunny in Rome."] });
  expect(sent.traces[3]?.messages?.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool", "user"]);
});

for (const streamMode of ["values", "updates", "messages"] as const) {
  test(`an agent streamed in ${streamMode} mode tells the same`, async () => {
    await using recording = createRecordingClient();
    const agent = createAgent({
      model: new ScriptedModel([
        { toolCalls: [{ name: "weather", args: { city: "Rome" } }] },
        { text: "Sunny all day.", tokens: [12, 3] },
      ]),
      tools: [weather],
    });
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    for await (const _ of await agent.stream({ messages: [new HumanMessage("Rome?")] }, { callbacks, streamMode }));
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject({ input: "Rome?", output: "Sunny all day.", tags: noTags });
    expect(traceKinds(sent)).toEqual(["llm", "retrieval:weather", "llm"]);
    expect(sent.traces[2]).toMatchObject({ output: "Sunny all day.", input_tokens: 12, output_tokens: 3 });
  });
}

for (const version of ["v1", "v2"] as const) {
  test(`an agent read through streamEvents ${version} tells the same`, async () => {
    await using recording = createRecordingClient();
    const agent = createAgent({ model: new ScriptedModel([{ text: "Hello there." }]), tools: [weather] });
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    for await (const _ of agent.streamEvents({ messages: [new HumanMessage("Hi")] }, { callbacks, version }));
    expect((await recording.only()).interaction).toMatchObject({ input: "Hi", output: "Hello there.", tags: noTags });
  });
}

test("an agent read through streamEvents v3, whose models stream parts instead of tokens, tells the same", async () => {
  await using recording = createRecordingClient();
  const agent = createAgent({ model: new ScriptedModel([{ text: "Hello there.", tokens: [3, 2] }]), tools: [weather] });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const run = await agent.streamEvents({ messages: [new HumanMessage("Hi")] }, { callbacks, version: "v3" });
  await run.output;
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "Hello there.", tags: noTags });
  expect(sent.traces).toMatchObject([
    { model: "scripted-1", output: "Hello there.", input_tokens: 3, output_tokens: 2 },
  ]);
});

test("a tool that fails under an agent that goes on does not make the turn failed", async () => {
  await using recording = createRecordingClient();
  const broken = tool(
    () => {
      throw new Error("no connection");
    },
    { name: "broken", schema: z.object({}) },
  );
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async (state, config) => {
      await broken.invoke({}, config).catch(() => {});
      return { messages: [await new ScriptedModel([{ text: "It is down." }]).invoke(state.messages, config)] };
    })
    .addEdge(START, "model")
    .compile();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await graph.invoke({ messages: [new HumanMessage("Is it up?")] }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ output: "It is down.", tags: noTags });
  expect(sent.traces[0]).toEqual({ source: "broken", input: "{}", outputs: [] });
});

test("agents inside tools, subgraphs and what they call join the turn, and so do embeddings in a node", async () => {
  await using recording = createRecordingClient();
  const embeddings = observeEmbeddings(new FakeEmbeddings());
  const inner = createAgent({
    model: new ScriptedModel([
      { toolCalls: [{ name: "weather", args: { city: "Rome" } }] },
      { text: "The inner answer." },
    ]),
    tools: [weather],
    name: "inner",
  });
  // The tool passes no config on: LangGraph carries it.
  const ask = tool(
    async ({ question }) => {
      const result = await inner.invoke({ messages: [new HumanMessage(question)] });
      return String(result.messages.at(-1)?.content);
    },
    { name: "ask", schema: z.object({ question: z.string() }) },
  );
  const subgraph = new StateGraph(MessagesAnnotation)
    .addNode("embed", async () => {
      await embeddings.embedQuery("inside a node");
      return {};
    })
    .addEdge(START, "embed")
    .compile();
  const outer = createAgent({
    model: new ScriptedModel([
      { toolCalls: [{ name: "ask", args: { question: "Rome?" } }] },
      { text: "The outer answer." },
    ]),
    tools: [ask],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("prepare", subgraph)
    .addNode("agent", async (state, config: RunnableConfig) => outer.invoke(state, config))
    .addEdge(START, "prepare")
    .addEdge("prepare", "agent")
    .compile();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await graph.invoke({ messages: [new HumanMessage("What about Rome?")] }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "What about Rome?", output: "The outer answer.", tags: noTags });
  expect(traceKinds(sent)).toEqual(["embedding", "llm", "retrieval:ask", "llm", "retrieval:weather", "llm", "llm"]);
});

function createApprovalGraph() {
  return new StateGraph(MessagesAnnotation)
    .addNode("draft", async (state, config) => ({
      messages: [await new ScriptedModel([{ text: "A draft." }]).invoke(state.messages, config)],
    }))
    .addNode("approve", () => {
      const decision: unknown = interrupt({ question: "Send it?" });
      return { messages: [new HumanMessage(String(decision))] };
    })
    .addNode("send", async (state, config) => ({
      messages: [await new ScriptedModel([{ text: "Sent." }]).invoke(state.messages, config)],
    }))
    .addEdge(START, "draft")
    .addEdge("draft", "approve")
    .addEdge("approve", "send")
    .addEdge("send", END)
    .compile({ checkpointer: new MemorySaver() });
}

test("an interrupted graph and its resume are one interaction of the thread's conversation", async () => {
  await using recording = createRecordingClient();
  const graph = createApprovalGraph();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const config = { callbacks, configurable: { thread_id: "thread-1" } };
  await graph.invoke({ messages: [new HumanMessage("Write to Anna")] }, config);
  expect(await recording.sent()).toEqual([]);
  await graph.invoke(new Command({ resume: "yes" }), config);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    conversation_id: "thread-1",
    input: "Write to Anna",
    output: "Sent.",
    tags: noTags,
  });
  expect(traceKinds(sent)).toEqual(["llm", "llm"]);
});

test("an interrupt that nobody resumes is sent as interrupted, not as failed", async () => {
  await using recording = createRecordingClient({ idleTimeoutMs: 500 });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const config = { callbacks, configurable: { thread_id: "thread-1" } };
  await createApprovalGraph().invoke({ messages: [new HumanMessage("Write to Anna")] }, config);
  await expect.poll(async () => (await recording.sent()).length).toBe(1);
  expect((await recording.only()).interaction).toMatchObject({
    output: "A draft.",
    tags: { interaction_status: "interrupted" },
  });
});

test("asking something new on an interrupted thread ends the old turn and begins another", async () => {
  await using recording = createRecordingClient();
  const graph = createApprovalGraph();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const config = { callbacks, configurable: { thread_id: "thread-1" } };
  await graph.invoke({ messages: [new HumanMessage("Write to Anna")] }, config);
  await graph.invoke({ messages: [new HumanMessage("Write to Bob instead")] }, config);
  const [first] = await recording.sent();
  expect(first?.interaction).toMatchObject({ input: "Write to Anna", tags: { interaction_status: "interrupted" } });
});

test("a breakpoint is an interrupt too, and calling with no input goes on", async () => {
  await using recording = createRecordingClient();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("one", async (state, config) => ({
      messages: [await new ScriptedModel([{ text: "One." }]).invoke(state.messages, config)],
    }))
    .addNode("two", async (state, config) => ({
      messages: [await new ScriptedModel([{ text: "Two." }]).invoke(state.messages, config)],
    }))
    .addEdge(START, "one")
    .addEdge("one", "two")
    .compile({ checkpointer: new MemorySaver(), interruptBefore: ["two"] });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const config = { callbacks, configurable: { thread_id: "thread-1" } };
  await graph.invoke({ messages: [new HumanMessage("Count")] }, config);
  expect(await recording.sent()).toEqual([]);
  await graph.invoke(null, config);
  expect((await recording.only()).interaction).toMatchObject({ input: "Count", output: "Two.", tags: noTags });
});

test("a graph that is broken off while its stream is observed is cancelled at once", async () => {
  await using recording = createRecordingClient();
  const agent = createAgent({ model: new ScriptedModel([{ text: "We open at nine every day." }]), tools: [] });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const stream = await agent.stream({ messages: [new HumanMessage("Hi")] }, { callbacks, streamMode: "messages" });
  for await (const _ of observeStream(stream)) break;
  const sent = await recording.only();
  expect(sent.interaction.tags).toEqual({ interaction_status: "cancelled" });
  expect(sent.interaction.output).toMatch(/^We open/);
});

for (const subgraphs of [false, true]) {
  test(`a graph that is left in several stream modes${subgraphs ? ", of subgraphs too," : ""} tells the words that it had given out`, async () => {
    await using recording = createRecordingClient();
    const agent = createAgent({
      model: new ScriptedModel([{ text: "I look it up.", toolCalls: [{ name: "weather", args: { city: "Rome" } }] }]),
      tools: [weather],
    });
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    const messages = [new HumanMessage("Rome?")];
    const streamMode = ["messages" as const, "updates" as const];
    const stream = await observeStream(() => agent.stream({ messages }, { callbacks, streamMode, subgraphs }));
    for await (const chunk of stream) if (chunk.some((part) => part === "updates")) break;
    expect((await recording.only()).interaction).toMatchObject({
      output: "I look it up.",
      tags: { interaction_status: "cancelled" },
    });
  });
}

test("a graph whose stream is left is cancelled, not failed, without an observer too", async () => {
  await using recording = createRecordingClient();
  const agent = createAgent({
    model: new ScriptedModel([{ toolCalls: [{ name: "weather", args: { city: "Rome" } }] }, { text: "Sunny." }]),
    tools: [weather],
  });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const messages = [new HumanMessage("Rome?")];
  for await (const _ of await agent.stream({ messages }, { callbacks, streamMode: "updates" })) break;
  expect((await recording.only()).interaction).toMatchObject({
    input: "Rome?",
    tags: { interaction_status: "cancelled" },
  });
});

test("a graph with a state of its own answers with what is new in it", async () => {
  await using recording = createRecordingClient();
  const State = Annotation.Root({ topic: Annotation<string>(), joke: Annotation<string>() });
  const graph = new StateGraph(State)
    .addNode("tell", async (state, config) => {
      const answer = await new ScriptedModel([{ text: "A joke." }]).invoke(`About ${state.topic}`, config);
      return { joke: String(answer.content) };
    })
    .addEdge(START, "tell")
    .compile();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await graph.invoke({ topic: "bears" }, { callbacks });
  expect((await recording.only()).interaction).toMatchObject({ input: "bears", output: "A joke." });
});

test("a tool that asks the user is told once, with what it gave back after the resume", async () => {
  await using recording = createRecordingClient();
  const send = tool(
    () => {
      const decision: unknown = interrupt("Send it?");
      return `Sent after ${String(decision)}.`;
    },
    { name: "send", schema: z.object({}) },
  );
  const agent = createAgent({
    model: new ScriptedModel([{ toolCalls: [{ name: "send", args: {} }] }, { text: "Done." }]),
    tools: [send],
    checkpointer: new MemorySaver(),
  });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const config = { callbacks, configurable: { thread_id: "thread-1" } };
  await agent.invoke({ messages: [new HumanMessage("Send it")] }, config);
  await agent.invoke(new Command({ resume: "a yes" }), config);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Send it", output: "Done.", tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:send", "llm"]);
  expect(sent.traces[1]?.outputs).toEqual(["Sent after a yes."]);
});
