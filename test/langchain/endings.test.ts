// How a turn can end other than well, and what it then tells.

import { AIMessageChunk, HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { type RunnableConfig, RunnableLambda, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { Annotation, MemorySaver, messagesStateReducer, START, StateGraph } from "@langchain/langgraph";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { captureOf } from "../../src/capture/capture-of.ts";
import { runBookOf } from "../../src/langchain/run-book.ts";
import { createRecordingClient, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

const createChain = (model: ScriptedModel) =>
  RunnableLambda.from((question: string) => question)
    .pipe(model)
    .pipe(new StringOutputParser());

test("a model that fails in the middle of its stream: failed, with the part that the user saw", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const failure = new Error("overloaded");
  const chain = createChain(new ScriptedModel([{ text: "We open at ", error: failure }]));
  let seen = "";
  await expect(async () => {
    for await (const chunk of await chain.stream("When?", { callbacks })) seen += chunk;
  }).rejects.toBe(failure);
  const sent = await recording.only();
  expect(seen).toBe("We open at ");
  expect(sent.interaction).toMatchObject({
    input: "When?",
    output: "We open at ",
    tags: { interaction_status: "failed" },
  });
  expect(sent.traces).toMatchObject([{ output: "We open at " }]);
});

test("what a broken stream had told of thoughts and a tool's arguments is not among the words that arrived", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  handler.handleChatModelStart({}, [[new HumanMessage("Rome?")]], "1");
  // The tokens are those that @langchain/google and @langchain/anthropic tell.
  for (const [token, part] of [
    ["Hmm", { type: "text", text: "Hmm", thought: true }],
    ["I look", { type: "text", text: "I look" }],
    [" it up.", { type: "text", text: " it up." }],
    ['{"city":', { type: "input_json_delta", input: '{"city":' }],
  ] as const) {
    const chunk = { message: new AIMessageChunk({ content: [part] }) };
    handler.handleLLMNewToken(token, undefined, "1", undefined, undefined, { chunk });
  }
  handler.handleLLMError(new Error("overloaded"), "1");
  expect((await recording.only()).traces).toMatchObject([{ output: "I look it up." }]);
});

test("an element of a batch that failed where its caller wants errors back: failed, and the others are complete", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const check = RunnableLambda.from((question: string) => {
    if (question === "bad") throw new Error("no connection");
    return question;
  });
  const chain = RunnableSequence.from([(question: string) => question, check]);
  await chain.batch(["good", "bad"], { callbacks }, { returnExceptions: true });
  const sent = await recording.sent();
  expect(sent.map(({ interaction: { input, output, tags } }) => [input, output, tags])).toEqual([
    ["good", "good", {}],
    ["bad", "", { interaction_status: "failed" }],
  ]);
});

test("a tool that fails under a chain that does not catch it: failed, and the tool keeps its place", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const failure = new Error("no connection");
  const broken = tool(
    () => {
      throw failure;
    },
    { name: "broken", schema: z.object({ city: z.string() }) },
  );
  const chain = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
    await new ScriptedModel([{ text: "I look it up." }]).invoke(question, config);
    return broken.invoke({ city: "Rome" }, config);
  });
  await expect(chain.invoke("When?", { callbacks })).rejects.toBe(failure);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "When?", tags: { interaction_status: "failed" } });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:broken"]);
  expect(sent.traces[1]).toEqual({ source: "broken", input: '{"city":"Rome"}', outputs: [] });
});

test("a stream that is aborted by its signal, unobserved: cancelled, with the part that the user saw", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const controller = new AbortController();
  const chain = createChain(new ScriptedModel([{ text: "We open at nine." }]));
  let seen = "";
  await expect(async () => {
    for await (const chunk of await chain.stream("When?", { callbacks, signal: controller.signal })) {
      seen += chunk;
      if (seen === "We open ") controller.abort();
    }
  }).rejects.toThrow();
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "When?", tags: { interaction_status: "cancelled" } });
  // The model may be a word ahead of its reader.
  expect(sent.interaction.output).toMatch(/^We open/);
});

for (const [server, reason] of [
  ["Hono tells of a client that has gone", "Client connection prematurely closed."],
  ["an app has for it", new Error("the visitor left")],
] as const) {
  for (const [reading, observe] of [
    ["unobserved", (start: () => Promise<AsyncIterable<string>>) => start()],
    ["observed", observeStream],
  ] as const) {
    test(`a stream that is aborted for the reason that ${server}, ${reading}: cancelled`, async () => {
      await using recording = createRecordingClient();
      const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
      const controller = new AbortController();
      const chain = createChain(new ScriptedModel([{ text: "We open at nine." }]));
      let seen = "";
      await expect(async () => {
        for await (const chunk of await observe(() =>
          chain.stream("When?", { callbacks, signal: controller.signal }),
        )) {
          seen += chunk;
          if (seen === "We open ") controller.abort(reason);
        }
      }).rejects.toThrow();
      const { interaction } = await recording.only();
      expect(interaction).toMatchObject({ input: "When?", tags: { interaction_status: "cancelled" } });
    });
  }
}

test("a failure after an inner call was given up for a reason of its own is a failure", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const givenUp = AbortSignal.abort(new Error("too slow"));
  const chain = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
    await new ScriptedModel([]).invoke(question, { ...config, signal: givenUp }).catch(() => {});
    throw new Error("overloaded");
  });
  await expect(chain.invoke("When?", { callbacks })).rejects.toThrow("overloaded");
  expect((await recording.only()).interaction).toMatchObject({ tags: { interaction_status: "failed" } });
});

for (const [integration, words] of [
  ["@langchain/openai", "AbortError"],
  ["@langchain/groq", "Request was aborted."],
] as const) {
  test(`an abort of which ${integration} tells by its message alone is no failure`, async () => {
    await using recording = createRecordingClient();
    const model = new ScriptedModel([{ text: "We open at ", error: new Error(words) }]);
    const stream = await model.stream("When?", {
      callbacks: [new NebulyCallbackHandler({ client: recording.client })],
    });
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toThrow(words);
    expect((await recording.only()).interaction).toMatchObject({
      output: "We open at ",
      tags: { interaction_status: "cancelled" },
    });
  });
}

test("a stream that nobody ever reads is ended by the idle limit, and nothing of it is kept", async () => {
  await using recording = createRecordingClient({ idleTimeoutMs: 500 });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await createChain(new ScriptedModel([{ text: "We open at nine." }])).stream("When?", { callbacks });
  await expect.poll(async () => (await recording.sent()).length).toBe(1);
  expect((await recording.only()).interaction).toMatchObject({
    input: "When?",
    tags: { interaction_status: "abandoned" },
  });
  const capture = captureOf(recording.client);
  expect(capture && runBookOf(capture).sizes).toEqual({ runs: 0, interrupted: 0 });
});

test("what a graph keeps in its state beside the messages is in no trace, checkpointed or not", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const State = Annotation.Root({
    messages: Annotation({ reducer: messagesStateReducer, default: () => [] }),
    files: Annotation<Record<string, string>>(),
  });
  const note = tool(() => "noted", { name: "note", schema: z.object({}) });
  const graph = new StateGraph(State)
    .addNode("answer", async ({ messages }, config) => {
      await note.invoke({}, config);
      return { messages: [await new ScriptedModel([{ text: "Read." }]).invoke(messages, config)] };
    })
    .addEdge(START, "answer")
    .compile({ checkpointer: new MemorySaver() });
  const config = { callbacks, configurable: { thread_id: "t-1" } };
  await graph.invoke({ messages: [new HumanMessage("Read it")], files: { "a.txt": "the file's words" } }, config);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Read it", output: "Read." });
  expect(JSON.stringify(sent)).not.toContain("the file's words");
});

test("a call that is made again at once under the id that the app gave it: two turns, each with its own end", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  handler.handleChainStart({}, { input: "When?" }, "given");
  handler.handleChainError(new Error("overloaded"), "given");
  handler.handleChainStart({}, { input: "When?" }, "given");
  expect(await recording.sent()).toHaveLength(1);
  handler.handleLLMStart({}, ["When?"], "model", "given");
  handler.handleLLMEnd({ generations: [[{ text: "At nine." }]] }, "model");
  handler.handleChainEnd({ output: "At nine." }, "given");
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => [interaction.output, interaction.tags.interaction_status])).toEqual([
    ["", "failed"],
    ["At nine.", undefined],
  ]);
  expect(sent.map(({ traces }) => traces.length)).toEqual([0, 1]);
  expect(recording.client.stats().capture.open).toBe(0);
});
