// Graphs that stop to ask the user: the turn that goes on is the one that had stopped, however it is found again.

import { HumanMessage } from "@langchain/core/messages";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import {
  Annotation,
  Command,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { expect, test } from "vitest";
import { captureOf } from "../../src/capture/capture-of.ts";
import { runBookOf } from "../../src/langchain/run-book.ts";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, type RecordingClient, type SentInteraction, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

const say = async (text: string, config: RunnableConfig): Promise<string> =>
  String((await new ScriptedModel([{ text }]).invoke(text, config)).content);

/** A command that only answers, whatever the graph's state and nodes are. */
type Answer = Command<unknown, Record<string, never>, never>;
const answerWith = (resume: unknown): Answer => new Command({ resume });

const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>() });

/** Drafts with one model call, asks, and sends with another. */
function createApprovalGraph(checkpointer = new MemorySaver()) {
  return new StateGraph(State)
    .addNode("draft", async ({ question }, config) => ({ answer: await say(`A draft about ${question}`, config) }))
    .addNode("approve", ({ question }) => ({ answer: `${question}: ${String(interrupt("Send it?"))}` }))
    .addNode("send", async ({ answer }, config) => ({ answer: await say(`Sent after ${answer}`, config) }))
    .addEdge(START, "draft")
    .addEdge("draft", "approve")
    .addEdge("approve", "send")
    .compile({ checkpointer });
}

/** Inside of a chain, whose own metadata does not tell the thread: only LangGraph's own callbacks tell what goes on. */
function wrap(graph: ReturnType<typeof createApprovalGraph>) {
  return RunnableLambda.from(async (call: { input: string | Answer; thread: string }, config: RunnableConfig) => {
    const inner = { ...config, configurable: { thread_id: call.thread } };
    const given = call.input instanceof Command ? call.input : { question: call.input };
    return graph.invoke(given, inner);
  });
}

async function expectNothingKept(recording: RecordingClient): Promise<void> {
  await recording.client.flush();
  const capture = captureOf(recording.client);
  expect(capture && runBookOf(capture).sizes).toEqual({ runs: 0, interrupted: 0 });
  expect(recording.client.stats().capture.open).toBe(0);
}

const byInput = (left: SentInteraction, right: SentInteraction): number =>
  left.interaction.input.localeCompare(right.interaction.input);

test("a resume is found by its checkpoint where nothing tells the thread: one interaction, in order", async () => {
  await using recording = createRecordingClient();
  const chain = wrap(createApprovalGraph());
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const metadata = { nebuly: { endUser: "user-1", tags: { part: "first" } } };
  await chain.invoke({ input: "Anna", thread: "t-1" }, { callbacks, metadata });
  expect(await recording.sent()).toEqual([]);
  await chain.invoke({ input: answerWith("yes"), thread: "t-1" }, { callbacks });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    input: "Anna",
    output: "Sent after Anna: yes",
    end_user: "user-1",
    tags: { part: "first" },
  });
  expect(sent.traces.map(({ output }) => output)).toEqual(["A draft about Anna", "Sent after Anna: yes"]);
  await expectNothingKept(recording);
});

test("what ran before the resume in the resuming call comes after what ran before the interrupt", async () => {
  await using recording = createRecordingClient();
  const graph = createApprovalGraph();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const chain = RunnableLambda.from(async (text: string, config: RunnableConfig) => {
    await say(`classified ${text}`, config);
    const inner = { ...config, configurable: { thread_id: "t-1" } };
    return graph.invoke(text === "yes" ? answerWith(text) : { question: text }, inner);
  });
  await chain.invoke("Anna", { callbacks });
  await chain.invoke("yes", { callbacks });
  const sent = await recording.only();
  expect(sent.traces.map(({ output }) => output)).toEqual([
    "classified Anna",
    "A draft about Anna",
    "classified yes",
    "Sent after Anna: yes",
  ]);
  expect(sent.interaction).toMatchObject({ input: "Anna", output: "Sent after Anna: yes", tags: noTags });
});

for (const [way, isWrapped] of [
  ["by thread", false],
  ["by checkpoint alone", true],
] as const) {
  test(`two interleaved threads find their own turns again, ${way}`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    const graph = createApprovalGraph();
    const chain = wrap(graph);
    const call = (input: string | Answer, thread: string): Promise<unknown> =>
      isWrapped
        ? chain.invoke({ input, thread }, { callbacks })
        : graph.invoke(input instanceof Command ? input : { question: input }, {
            callbacks,
            configurable: { thread_id: thread },
          });
    await Promise.all([call("Anna", "a"), call("Bob", "b")]);
    await Promise.all([call(answerWith("no"), "b"), call(answerWith("yes"), "a"), call("Carl", "c")]);
    const sent = (await recording.sent()).toSorted(byInput);
    expect(sent.map(({ interaction: { input, output } }) => [input, output])).toEqual([
      ["Anna", "Sent after Anna: yes"],
      ["Bob", "Sent after Bob: no"],
    ]);
    for (const one of sent) expect(traceKinds(one)).toEqual(["llm", "llm"]);
    // Carl's turn still waits for its answer.
    await recording.client.shutdown();
    expect((await recording.sent()).at(-1)?.interaction).toMatchObject({
      input: "Carl",
      tags: { interaction_status: "interrupted" },
    });
  });

  test(`nodes that ask at once are answered one after the other, and it stays one turn, ${way}`, async () => {
    await using recording = createRecordingClient();
    const Answers = Annotation.Root({
      question: Annotation<string>(),
      answers: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
    });
    const ask = (who: string) => () => ({ answers: [`${who}: ${String(interrupt({ ask: who }))}`] });
    const graph = new StateGraph(Answers)
      .addNode("anna", ask("Anna"))
      .addNode("bob", ask("Bob"))
      .addNode("tell", async ({ answers }, config) => ({ answers: [await say(answers.join(", "), config)] }))
      .addEdge(START, "anna")
      .addEdge(START, "bob")
      .addEdge(["anna", "bob"], "tell")
      .compile({ checkpointer: new MemorySaver() });
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    const configurable = { thread_id: "t-1" };
    const lambda = RunnableLambda.from(async (given: { question: string } | Answer, config: RunnableConfig) =>
      graph.invoke(given, { ...config, configurable }),
    );
    const call = (given: { question: string } | Answer): Promise<unknown> =>
      isWrapped ? lambda.invoke(given, { callbacks }) : graph.invoke(given, { callbacks, configurable });
    await call({ question: "Lunch?" });
    const state = await graph.getState({ configurable });
    const ids = state.tasks.flatMap(({ interrupts }) => interrupts.map(({ id }) => id ?? ""));
    expect(ids).toHaveLength(2);
    await call(answerWith({ [ids[0] ?? ""]: "yes" }));
    expect(await recording.sent()).toEqual([]);
    await call(answerWith({ [ids[1] ?? ""]: "no" }));
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject({ input: "Lunch?", tags: noTags });
    expect(sent.traces.map(({ output }) => output)).toEqual(["Anna: yes, Bob: no"]);
    await expectNothingKept(recording);
  });
}

for (const [what, resume] of [
  ["an answer", "yes"],
  ["a decision", { approved: true }],
  ["a plain true", true],
] as const) {
  test(`another process that resumes with ${what} tells a turn of the same conversation with what it ran`, async () => {
    const checkpointer = new MemorySaver();
    const configurable = { thread_id: "t-1" };
    await using first = createRecordingClient();
    await createApprovalGraph(checkpointer).invoke(
      { question: "Anna" },
      { callbacks: [new NebulyCallbackHandler({ client: first.client })], configurable },
    );
    await first.client.shutdown();
    // A second client has a book of its own, as a second process would.
    await using second = createRecordingClient();
    await createApprovalGraph(checkpointer).invoke(answerWith(resume), {
      callbacks: [new NebulyCallbackHandler({ client: second.client })],
      configurable,
    });
    const before = await first.only();
    const after = await second.only();
    expect(before.interaction).toMatchObject({
      conversation_id: "t-1",
      input: "Anna",
      output: "A draft about Anna",
      tags: { interaction_status: "interrupted" },
    });
    expect(after.interaction).toMatchObject({
      conversation_id: "t-1",
      input: typeof resume === "string" ? resume : JSON.stringify(resume),
      tags: noTags,
    });
    expect(after.interaction.output).toMatch(/^Sent after Anna/);
    expect(traceKinds(after)).toEqual(["llm"]);
  });
}

test("another process that goes on after a breakpoint takes the question from the state, with or without a model", async () => {
  const checkpointer = new MemorySaver();
  const create = () =>
    new StateGraph(MessagesAnnotation)
      .addNode("draft", async (_state, config) => ({ messages: [["ai", await say("A draft", config)]] }))
      .addNode("send", () => ({ messages: [["ai", "Sent."]] }))
      .addEdge(START, "draft")
      .addEdge("draft", "send")
      .compile({ checkpointer, interruptBefore: ["send"] });
  const configurable = { thread_id: "t-1" };
  await create().invoke({ messages: [new HumanMessage("Write to Anna")] }, { configurable });
  await using recording = createRecordingClient();
  await create().invoke(null, { callbacks: [new NebulyCallbackHandler({ client: recording.client })], configurable });
  expect((await recording.only()).interaction).toMatchObject({
    conversation_id: "t-1",
    input: "Write to Anna",
    output: "Sent.",
    tags: noTags,
  });
});

test("a chain that answers its graph's question by itself is not interrupted", async () => {
  await using recording = createRecordingClient();
  const graph = createApprovalGraph();
  const chain = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
    const inner = { ...config, configurable: { thread_id: "t-1" } };
    await graph.invoke({ question }, inner);
    return (await graph.invoke(answerWith("yes"), inner)).answer;
  });
  await chain.invoke("Anna", { callbacks: [new NebulyCallbackHandler({ client: recording.client })] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Anna", output: "Sent after Anna: yes", tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "llm"]);
});

for (const isObserved of [false, true]) {
  test(`a consumer that leaves the stream at the question is interrupted, not cancelled${isObserved ? ", observed" : ""}`, async () => {
    await using recording = createRecordingClient();
    const graph = createApprovalGraph();
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    const config = { callbacks, configurable: { thread_id: "t-1" }, streamMode: "updates" as const };
    const plain = await graph.stream({ question: "Anna" }, config);
    for await (const chunk of isObserved ? observeStream(plain) : plain) if ("__interrupt__" in chunk) break;
    expect(await recording.sent()).toEqual([]);
    for await (const _ of await graph.stream(answerWith("yes"), config));
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject({ input: "Anna", output: "Sent after Anna: yes", tags: noTags });
    expect(traceKinds(sent)).toEqual(["llm", "llm"]);
  });
}

test("an interrupt whose turn has been sent, or that nobody knows, does not disturb the turn that resumes", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  handler.handleResume({ runId: "unknown", checkpointId: "c-1" });
  handler.handleInterrupt({ runId: "unknown", checkpointId: "c-1" });
  handler.handleResume({});
  handler.handleChainStart({}, { input: "Hi" }, "root");
  handler.handleResume({ runId: "root", checkpointId: "c-1" });
  handler.handleInterrupt({ runId: "root" });
  handler.handleChainEnd({ output: "Hello!" }, "root");
  // It stopped, but nothing says where: nobody can find it again, so it is not waited for.
  expect((await recording.only()).interaction).toMatchObject({
    input: "Hi",
    output: "Hello!",
    tags: { interaction_status: "interrupted" },
  });
  await expectNothingKept(recording);
});
