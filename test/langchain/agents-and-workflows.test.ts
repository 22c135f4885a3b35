// What agents with middleware, workflows of the functional API and retrievers made of others run, told as one turn each.

import { MultiQueryRetriever } from "@langchain/classic/retrievers/multi_query";
import type { BaseLanguageModel } from "@langchain/core/language_models/base";
import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { type RunnableConfig, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeRetriever } from "@langchain/core/utils/testing";
import {
  Annotation,
  Command,
  entrypoint,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  task,
} from "@langchain/langgraph";
import {
  type AgentMiddleware,
  createAgent,
  createMiddleware,
  humanInTheLoopMiddleware,
  modelFallbackMiddleware,
  summarizationMiddleware,
} from "langchain";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, type SentInteraction, traceKinds } from "./recording-client.ts";
import { type ScriptedAnswer, ScriptedModel } from "./scripted-model.ts";

interface Config extends RunnableConfig {
  readonly callbacks: NebulyCallbackHandler[];
}

/** The one turn that these calls are. */
async function tell(run: (config: Config) => Promise<unknown>): Promise<SentInteraction> {
  await using recording = createRecordingClient();
  await run({ callbacks: [new NebulyCallbackHandler({ client: recording.client })] });
  return recording.only();
}

const say = async (text: string, config?: RunnableConfig): Promise<string> =>
  String((await new ScriptedModel([{ text }]).invoke(`Say ${text}`, config)).content);
const human = (text: string): { messages: HumanMessage[] } => ({ messages: [new HumanMessage(text)] });
const weather = tool(({ city }) => `Sunny in ${city}.`, { name: "weather", schema: z.object({ city: z.string() }) });
const lookUp: ScriptedAnswer = { text: "I look it up.", toolCalls: [{ name: "weather", args: { city: "Rome" } }] };
/** The types of LangChain's own middlewares do not bear `exactOptionalPropertyTypes`. */
const ready = (create: unknown, options: object): AgentMiddleware =>
  (create as (options: object) => AgentMiddleware)(options);
type Messages = typeof MessagesAnnotation.State;
const thread = { configurable: { thread_id: "t-1" } };

test("an agent that sums its history up first was asked what the user wrote last", async () => {
  const summarize = ready(summarizationMiddleware, {
    model: new ScriptedModel([{ text: "They spoke of Oslo." }]),
    trigger: { messages: 3 },
    keep: { messages: 1 },
  });
  const agent = createAgent({
    model: new ScriptedModel([{ text: "Sunny.", tokens: [9, 2] }]),
    tools: [],
    middleware: [summarize],
  });
  const messages = [new HumanMessage("Oslo?"), new AIMessage("Rain."), new HumanMessage("And Rome?")];
  const sent = await tell((config) => agent.invoke({ messages }, config));
  expect(sent.interaction).toMatchObject({ input: "And Rome?", output: "Sunny.", tags: noTags });
  expect(sent.traces).toMatchObject([
    { output: "They spoke of Oslo." },
    { output: "Sunny.", input_tokens: 9, output_tokens: 2 },
  ]);
});

for (const [decision, resume, city] of [
  ["approves", { type: "approve" }, "Rome"],
  ["edits", { type: "edit", editedAction: { name: "weather", args: { city: "Oslo" } } }, "Oslo"],
] as const) {
  test(`a person who ${decision} an agent's tool call makes no turn of it`, async () => {
    const agent = createAgent({
      model: new ScriptedModel([lookUp, { text: "Sunny." }]),
      tools: [weather],
      checkpointer: new MemorySaver(),
      middleware: [ready(humanInTheLoopMiddleware, { interruptOn: { weather: true } })],
    });
    const sent = await tell(async (config) => {
      await agent.invoke(human("Rome?"), { ...config, ...thread });
      await agent.invoke(new Command({ resume: { decisions: [resume] } }), { ...config, ...thread });
    });
    expect(sent.interaction).toMatchObject({
      conversation_id: "t-1",
      input: "Rome?",
      output: "Sunny.",
      tags: noTags,
    });
    expect(traceKinds(sent)).toEqual(["llm", "retrieval:weather", "llm"]);
    expect(sent.traces[1]?.outputs).toEqual([`Sunny in ${city}.`]);
  });
}

test("a middleware that falls back on another model, or answers by itself, leaves the turn complete", async () => {
  const failing = new ScriptedModel([{ error: new Error("overloaded") }]);
  const fallback = createAgent({
    model: failing,
    tools: [],
    middleware: [modelFallbackMiddleware(new ScriptedModel([{ text: "The second one." }]))],
  });
  const first = await tell((config) => fallback.invoke(human("Hi"), config));
  expect(first.interaction).toMatchObject({ output: "The second one.", tags: noTags });
  expect(first.traces.map(({ output }) => output)).toEqual(["", "The second one."]);
  const refuse = createMiddleware({
    name: "refuse",
    beforeModel: {
      canJumpTo: ["end"],
      hook: () => ({ messages: [new AIMessage("I must not say.")], jumpTo: "end" as const }),
    },
  });
  const refusing = createAgent({ model: failing, tools: [], middleware: [refuse] });
  const second = await tell((config) => refusing.invoke(human("Tell me"), config));
  expect(second.interaction).toMatchObject({ input: "Tell me", output: "I must not say.", tags: noTags });
  expect(second.traces).toEqual([]);
});

test("an agent that hands over to another in its graph answers with what that one says", async () => {
  const handOver = tool(
    (_input, config) =>
      new Command({
        goto: "billing",
        graph: Command.PARENT,
        update: { messages: [new ToolMessage({ content: "Handed over.", tool_call_id: config.toolCall.id })] },
      }),
    { name: "hand_over", schema: z.object({}) },
  );
  const front = createAgent({
    model: new ScriptedModel([{ toolCalls: [{ name: "hand_over", args: {} }] }]),
    tools: [handOver],
  });
  const billing = createAgent({ model: new ScriptedModel([{ text: "It is 9 euros." }]), tools: [] });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("front", ({ messages }: Messages, config) => front.invoke({ messages }, config), { ends: ["billing"] })
    .addNode("billing", ({ messages }: Messages, config) => billing.invoke({ messages }, config))
    .addEdge(START, "front")
    .compile();
  const sent = await tell((config) => graph.invoke(human("My bill?"), config));
  expect(sent.interaction).toMatchObject({ input: "My bill?", output: "It is 9 euros.", tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:hand_over", "llm"]);
  expect(sent.traces[1]?.outputs).toEqual(["Handed over."]);
});

test("branches that a graph sends itself are in the turn between what came before and after them", async () => {
  const State = Annotation.Root({
    topic: Annotation<string>(),
    jokes: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
    answer: Annotation<string>(),
  });
  const graph = new StateGraph(State)
    .addNode("plan", async (_state, config) => {
      await say("cats, dogs", config);
      return {};
    })
    .addNode("joke", async ({ topic }, config) => ({ jokes: [await say(`On ${topic}`, config)] }))
    .addNode("choose", async ({ jokes }, config) => ({ answer: await say(`Best of ${jokes.length}`, config) }))
    .addEdge(START, "plan")
    .addConditionalEdges("plan", () => ["cats", "dogs"].map((topic) => new Send("joke", { topic })), ["joke"])
    .addEdge("joke", "choose")
    .compile();
  const sent = await tell((config) => graph.invoke({ topic: "animals" }, config));
  expect(sent.interaction).toMatchObject({ input: "animals", output: "Best of 2", tags: noTags });
  expect(sent.traces.map(({ output }) => output)).toEqual(["cats, dogs", "On cats", "On dogs", "Best of 2"]);
});

test("a workflow of the functional API that stops to ask is one turn, and what its tasks did is told once", async () => {
  const draft = task("draft", (topic: string) => say(`A draft on ${topic}`));
  const flow = entrypoint({ name: "write", checkpointer: new MemorySaver() }, async (topic: string) => {
    const text = await draft(topic);
    return `${text}: ${String(interrupt({ text }))}`;
  });
  const sent = await tell(async (config) => {
    await flow.invoke("bears", { ...config, ...thread });
    await flow.invoke(new Command({ resume: "fine" }), { ...config, ...thread });
  });
  expect(sent.interaction).toMatchObject({
    conversation_id: "t-1",
    input: "bears",
    output: "A draft on bears: fine",
    tags: noTags,
  });
  expect(sent.traces.map(({ output }) => output)).toEqual(["A draft on bears"]);
});

test("a retriever that asks a model for other questions comes before all that it runs", async () => {
  const retriever = MultiQueryRetriever.fromLLM({
    // It asks for no more of its model than all language models have.
    llm: new ScriptedModel([{ text: "When open?\nWhich hours?" }]) as BaseLanguageModel,
    retriever: new FakeRetriever(),
    queryCount: 2,
  });
  const chain = RunnableSequence.from([
    { context: retriever, question: new RunnablePassthrough<string>() },
    ({ question }: { question: string }) => question,
    new ScriptedModel([{ text: "At nine." }]),
  ]);
  const sent = await tell((config) => chain.invoke("When?", config));
  expect(sent.interaction).toMatchObject({ input: "When?", output: "At nine.", tags: noTags });
  expect(traceKinds(sent)).toEqual([
    "retrieval:MultiQueryRetriever",
    "llm",
    "retrieval:FakeRetriever",
    "retrieval:FakeRetriever",
    "llm",
  ]);
});
