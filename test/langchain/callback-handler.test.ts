import { InMemoryCache } from "@langchain/core/caches";
import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { FakeListChatModel, FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

const retriever = new FakeRetriever({
  output: [
    { pageContent: "Open 9 to 17.", metadata: {} },
    { pageContent: "Closed on Sunday.", metadata: {} },
  ],
});

function createRagChain(responses: string[] = ["We open at 9."]) {
  return RunnableSequence.from([
    { context: retriever, question: new RunnablePassthrough() },
    ChatPromptTemplate.fromMessages([
      ["system", "Answer from: {context}"],
      ["human", "{question}"],
    ]),
    new FakeListChatModel({ responses }),
    new StringOutputParser(),
  ]);
}

test("a RAG chain becomes one interaction with its retrieval and its model call in order", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client, endUser: "user-1", tags: { app: "support" } });
  const answer = await createRagChain().invoke("Opening hours?", { callbacks: [handler] });
  expect(answer).toBe("We open at 9.");
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    input: "Opening hours?",
    output: "We open at 9.",
    end_user: "user-1",
    tags: { app: "support" },
  });
  expect(sent.traces).toMatchObject([
    { source: "FakeRetriever", input: "Opening hours?", outputs: ["Open 9 to 17.", "Closed on Sunday."] },
    {
      output: "We open at 9.",
      messages: [{ role: "system" }, { role: "user", content: "Opening hours?" }],
    },
  ]);
});

test("a streamed chain tells what the whole chain answered", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const chunks: string[] = [];
  for await (const chunk of await createRagChain().stream("Opening hours?", { callbacks: [handler] }))
    chunks.push(chunk);
  expect(chunks.join("")).toBe("We open at 9.");
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Opening hours?", output: "We open at 9." });
  expect(traceKinds(sent)).toEqual(["retrieval:FakeRetriever", "llm"]);
});

test("every element of a batch is an interaction of its own", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  await createRagChain(["one", "two", "three"]).batch(["1?", "2?", "3?"], { callbacks: [handler] });
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => interaction.input)).toEqual(["1?", "2?", "3?"]);
  expect(sent.map(({ interaction }) => interaction.output).toSorted()).toEqual(["one", "three", "two"]);
  for (const interaction of sent) expect(traceKinds(interaction)).toEqual(["retrieval:FakeRetriever", "llm"]);
});

test("an element of a batch that answers with a list as long as the batch has its whole list", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const twice = RunnableLambda.from((question: string) => [`${question} one`, `${question} two`]);
  await RunnableSequence.from([twice, RunnableLambda.from((list: string[]) => list)]).batch(["a", "b"], { callbacks });
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => interaction.output).toSorted()).toEqual([
    '["a one","a two"]',
    '["b one","b two"]',
  ]);
});

test("what metadata.nebuly says of a call wins over the handler's options, field by field", async () => {
  await using recording = createRecordingClient({ endUser: "nobody", tags: { app: "a", tier: "free" } });
  const handler = new NebulyCallbackHandler({ client: recording.client, endUser: "handler", conversationId: "c-1" });
  await createRagChain().invoke("Hi", {
    callbacks: [handler],
    metadata: { nebuly: { endUser: "call", tags: { tier: "pro" } } },
  });
  expect((await recording.only()).interaction).toMatchObject({
    end_user: "call",
    conversation_id: "c-1",
    tags: { app: "a", tier: "pro" },
  });
});

test("a bare chat model, a bare completion model, a bare retriever and a bare tool are roots too", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await new FakeListChatModel({ responses: ["chat answer"] }).invoke("chat question", { callbacks });
  await new FakeLLM({ response: "llm answer" }).invoke("llm question", { callbacks });
  await retriever.invoke("retriever question", { callbacks });
  const adder = tool(({ a, b }) => String(a + b), {
    name: "adder",
    schema: z.object({ a: z.number(), b: z.number() }),
  });
  await adder.invoke({ a: 1, b: 2 }, { callbacks });
  const sent = await recording.sent();
  expect(sent.map(({ interaction: { input, output } }) => [input, output])).toEqual([
    ["chat question", "chat answer"],
    ["llm question", "llm answer"],
    ["retriever question", ""],
    ['{"a":1,"b":2}', "3"],
  ]);
  expect(sent.flatMap(traceKinds)).toEqual(["llm", "llm", "retrieval:FakeRetriever", "retrieval:adder"]);
});

test("a bare model's answer is what it said; which tools it called is in the trace only", async () => {
  await using recording = createRecordingClient();
  const model = new ScriptedModel([{ text: "I look.", toolCalls: [{ name: "weather", args: { city: "Rome" } }] }]);
  await model.invoke("Rome?", { callbacks: [new NebulyCallbackHandler({ client: recording.client })] });
  const sent = await recording.only();
  expect(sent.interaction.output).toBe("I look.");
  expect(sent.traces[0]?.output).toBe('I look.\nweather({"city":"Rome"})');
});

test("what a tool gives back is told whole: content as its text, records as JSON, whatever their type says", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const given = (output: unknown) => tool(() => output, { name: "search", schema: z.object({}) });
  await given([{ type: "flight", price: 90 }]).invoke({}, { callbacks });
  await given([
    { type: "text", text: "A chart" },
    { type: "image", data: "AAAA" },
  ]).invoke({}, { callbacks });
  const sent = await recording.sent();
  expect(sent.map(({ traces }) => traces[0]?.outputs)).toEqual([
    ['[{"type":"flight","price":90}]'],
    ["A chart\n[image]"],
  ]);
});

test("an error that ends the root makes the interaction failed and reaches the caller unchanged", async () => {
  await using recording = createRecordingClient();
  const failure = new Error("out of order");
  const chain = RunnableLambda.from(() => {
    throw failure;
  });
  const handler = new NebulyCallbackHandler({ client: recording.client });
  await expect(chain.invoke("Hi", { callbacks: [handler] })).rejects.toBe(failure);
  expect((await recording.only()).interaction).toMatchObject({
    input: "Hi",
    output: "",
    tags: { interaction_status: "failed" },
  });
});

test("200 interleaved requests on one handler never mix", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const chain = RunnableLambda.from(async (question: string, config) => {
    await new Promise((resolve) => setImmediate(resolve));
    const documents = await retriever.invoke(question, config);
    await new Promise((resolve) => setImmediate(resolve));
    return new FakeListChatModel({ responses: [`${documents.length} for ${question}`] }).invoke(question, config);
  });
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      chain.invoke(`question ${index}`, {
        callbacks: [handler],
        metadata: { nebuly: { endUser: `user-${index}` } },
      }),
    ),
  );
  const sent = await recording.sent();
  expect(sent).toHaveLength(200);
  for (const { interaction, traces } of sent) {
    const index = interaction.end_user.slice("user-".length);
    expect(interaction.input).toBe(`question ${index}`);
    expect(interaction.output).toBe(`2 for question ${index}`);
    expect(traces).toMatchObject([{ input: `question ${index}` }, { output: `2 for question ${index}` }]);
  }
});

test("two handlers of one client, on the constructor and on the call, make one interaction", async () => {
  await using recording = createRecordingClient();
  const onConstructor = new NebulyCallbackHandler({ client: recording.client, tags: { from: "constructor" } });
  const onCall = new NebulyCallbackHandler({ client: recording.client, endUser: "user-1" });
  const model = new FakeListChatModel({ responses: ["Hello!"], callbacks: [onConstructor] });
  await model.pipe(new StringOutputParser()).invoke("Hi", { callbacks: [onCall, onCall] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "Hello!", end_user: "user-1" });
  expect(traceKinds(sent)).toEqual(["llm"]);
});

test("inside client.interaction every run joins; the first gives the input, the last the output", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  await recording.client.interaction({ endUser: "user-1" }, async () => {
    await new FakeListChatModel({ responses: ["first answer"] }).invoke("first question", { callbacks: [handler] });
    await createRagChain(["last answer"]).invoke("last question", { callbacks: [handler] });
  });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "first question", output: "last answer", end_user: "user-1" });
  expect(traceKinds(sent)).toEqual(["llm", "retrieval:FakeRetriever", "llm"]);
});

test("an option that cannot be used is refused when the handler is made, by name", () => {
  expect(() => new NebulyCallbackHandler({ endUser: "" })).toThrow("endUser");
  // @ts-expect-error: an option that does not exist
  expect(() => new NebulyCallbackHandler({ user: "x" })).toThrow("user");
});

test("a run whose parent was never seen to start is a root", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  handler.handleLLMStart({}, ["Hi"], "child", "a parent of another handler");
  handler.handleLLMEnd({ generations: [[{ text: "Hello!" }]] }, "child");
  expect((await recording.only()).interaction).toMatchObject({ input: "Hi", output: "Hello!", tags: noTags });
});

test("children that start or end after their root belong to its turn; those that come after it was sent open no other", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  handler.handleChainStart({}, { input: "Hi" }, "root");
  handler.handleLLMStart({}, ["one"], "ends late", "root");
  handler.handleChainEnd({ output: "Hello!" }, "root");
  handler.handleLLMEnd({ generations: [[{ text: "1" }]] }, "ends late");
  handler.handleLLMStart({}, ["two"], "starts late", "root");
  handler.handleLLMEnd({ generations: [[{ text: "2" }]] }, "starts late");
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "Hello!", tags: noTags });
  expect(sent.traces.map(({ output }) => output)).toEqual(["1", "2"]);
  handler.handleLLMStart({}, ["three"], "too late", "root");
  handler.handleLLMEnd({ generations: [[{ text: "3" }]] }, "too late");
  expect(await recording.sent()).toHaveLength(1);
  expect(recording.client.stats().capture.lateTraces).toBe(1);
});

test("a call that times out is cancelled, a retriever that fails makes it failed, and both keep what there was", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const slow = RunnableLambda.from((_text: string) => new Promise<string>(() => {}));
  await expect(slow.invoke("slow", { callbacks, signal: AbortSignal.timeout(5) })).rejects.toThrow();
  class BrokenRetriever extends FakeRetriever {
    override async _getRelevantDocuments(): Promise<never> {
      throw new Error("no index");
    }
  }
  await expect(new BrokenRetriever().invoke("broken", { callbacks })).rejects.toThrow("no index");
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => [interaction.input, interaction.tags.interaction_status])).toEqual([
    ["slow", "cancelled"],
    ["broken", "failed"],
  ]);
  expect(sent[1]?.traces).toEqual([{ source: "BrokenRetriever", input: "broken", outputs: [] }]);
});

test("answers from LangChain's cache carry no tokens, and the interaction says how many there were", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const model = new ScriptedModel([{ text: "Hello!", tokens: [3, 2] }]);
  model.cache = new InMemoryCache();
  await model.invoke("Hi", { callbacks });
  await model.invoke("Hi", { callbacks });
  const [first, second] = await recording.sent();
  expect(first?.traces).toMatchObject([{ output: "Hello!", input_tokens: 3, output_tokens: 2 }]);
  expect(second?.interaction).toMatchObject({ output: "Hello!", tags: { llm_cache_hits: "1" } });
  expect(second?.traces[0]).not.toHaveProperty("input_tokens");
});

test("getInput and getOutput choose before the defaults, and what they throw costs nothing", async () => {
  const warnings: string[] = [];
  const warn = (line: string): void => void warnings.push(line);
  await using recording = createRecordingClient({ logger: { debug() {}, warn, error: warn } });
  const chain = RunnableLambda.from((form: { form: { words: string } }) => ({ body: { html: form.form.words } }));
  const choosing = new NebulyCallbackHandler({
    client: recording.client,
    getInput: (input) => (input as { form: { words: string } }).form.words,
    getOutput: (output) => (output as { body: { html: string } }).body.html,
  });
  await chain.invoke({ form: { words: "chosen" } }, { callbacks: [choosing] });
  const failing = new NebulyCallbackHandler({
    client: recording.client,
    getInput: () => {
      throw new Error("no");
    },
    getOutput: () => undefined,
  });
  await new FakeListChatModel({ responses: ["Hello!"] }).invoke("default", { callbacks: [failing] });
  const sent = await recording.sent();
  expect(sent.map(({ interaction: { input, output } }) => [input, output])).toEqual([
    ["chosen", "chosen"],
    ["default", "Hello!"],
  ]);
  expect(warnings.filter((line) => line.includes("getInput"))).toHaveLength(1);
});

test("an agent's growing history is converted once per message and told whole in every step", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  let reads = 0;
  class CountedMessage extends HumanMessage {
    override get text(): string {
      return super.text;
    }
    override _getType(): "human" {
      reads += 1;
      return "human";
    }
  }
  const model = new FakeListChatModel({ responses: ["a", "b", "c"] });
  const chain = RunnableLambda.from(async (_question: string, config) => {
    const history: BaseMessage[] = [new CountedMessage("Hi")];
    for (let step = 0; step < 20; step += 1) history.push(await model.invoke(history, config));
    reads = 0;
    return "done";
  });
  await chain.invoke("Hi", { callbacks });
  const sent = await recording.only();
  expect(sent.traces.map(({ messages }) => messages?.filter(({ content }) => content !== "").length)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect(reads).toBe(1);
});
