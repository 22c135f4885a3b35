import { AIMessageChunk } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  type RunnableConfig,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnableSequence,
} from "@langchain/core/runnables";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { expect, test } from "vitest";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, traceKinds } from "./recording-client.ts";

const words = ["We ", "open ", "at ", "nine ", "every ", "day."];

function createModel() {
  return new FakeStreamingChatModel({ chunks: words.map((content) => new AIMessageChunk({ content })) });
}

function createChain() {
  return RunnableSequence.from([
    { question: new RunnablePassthrough() },
    ChatPromptTemplate.fromMessages([["human", "{question}"]]),
    createModel(),
    new StringOutputParser(),
  ]);
}

test("a consumer that breaks out ends the interaction at once, with what it had been given as the output", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  let seen = "";
  for await (const chunk of observeStream(await createChain().stream("Opening hours?", { callbacks: [handler] }))) {
    seen += chunk;
    if (seen.length > 12) break;
  }
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({
    input: "Opening hours?",
    output: seen,
    tags: { interaction_status: "cancelled" },
  });
  expect(traceKinds(sent)).toEqual(["llm"]);
});

test("breaking out at the very first chunk is seen too", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  for await (const _chunk of observeStream(await createChain().stream("Hi", { callbacks: [handler] }))) break;
  expect((await recording.only()).interaction.tags).toEqual({ interaction_status: "cancelled" });
});

test("a bare model's stream that is cut short keeps the words that were shown", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  for await (const chunk of observeStream(await createModel().stream("Hi", { callbacks: [handler] }))) {
    if (chunk.content === "open ") break;
  }
  expect((await recording.only()).interaction).toMatchObject({ input: "Hi", output: "We open " });
});

test("a graph whose states are streamed tells its answer once, however many states have it", async () => {
  await using recording = createRecordingClient();
  const State = Annotation.Root({
    question: Annotation<string>(),
    answer: Annotation<string>(),
    note: Annotation<string>(),
  });
  const graph = new StateGraph(State)
    .addNode("tell", () => ({ answer: "At nine." }))
    .addNode("mark", () => ({ note: "told" }))
    .addNode("wait", () => new Promise<never>(() => {}))
    .addEdge(START, "tell")
    .addEdge("tell", "mark")
    .addEdge("mark", "wait")
    .compile();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const stream = await observeStream(() => graph.stream({ question: "When?" }, { callbacks, streamMode: "values" }));
  for await (const state of stream) if (state.note === "told") break;
  expect((await recording.only()).interaction).toMatchObject({
    output: "At nine.",
    tags: { interaction_status: "cancelled" },
  });
});

test("a hundred streams at once that are cut at different words never mix", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const stream = observeStream(await createChain().stream(`question ${index}`, { callbacks: [handler] }));
      let count = 0;
      for await (const _chunk of stream) {
        count += 1;
        await new Promise((resolve) => setImmediate(resolve));
        if (count > index % 5) break;
      }
    }),
  );
  const sent = await recording.sent();
  expect(sent).toHaveLength(100);
  for (const { interaction } of sent) {
    const index = Number(interaction.input.slice("question ".length));
    expect(interaction.output).toBe(words.slice(0, (index % 5) + 1).join(""));
  }
});

test("a stream read to its end is what it was: chunks, values, one completed interaction", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const stream = observeStream(await createChain().stream("Hi", { callbacks: [handler] }));
  expect(stream).toBeInstanceOf(ReadableStream);
  const chunks: string[] = [];
  for await (const chunk of stream) if (chunk !== "") chunks.push(chunk);
  expect(chunks).toEqual(words);
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: words.join(""), tags: noTags });
});

test("a reader that cancels, as a closed tab does to a response body, ends it too", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const stream = observeStream(await createChain().stream("Hi", { callbacks: [handler] }));
  const reader = stream.pipeThrough(new TextEncoderStream()).getReader();
  await reader.read();
  await reader.cancel();
  expect((await recording.only()).interaction.tags).toEqual({ interaction_status: "cancelled" });
});

test("an aborted stream is cancelled, whatever LangChain tells", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const controller = new AbortController();
  const stream = await createChain().stream("Hi", { callbacks: [handler], signal: controller.signal });
  await expect(async () => {
    for await (const chunk of observeStream(stream)) if (chunk === "open ") controller.abort();
  }).rejects.toThrow();
  expect((await recording.only()).interaction.tags).toEqual({ interaction_status: "cancelled" });
});

test("what is no stream comes back as it is, and a plain generator keeps its own ways", async () => {
  expect(observeStream(undefined)).toBe(undefined);
  const value = { answer: 1 };
  expect(observeStream(value)).toBe(value);
  async function* count() {
    yield 1;
    yield 2;
  }
  const seen: number[] = [];
  for await (const one of observeStream(count())) seen.push(one);
  expect(seen).toEqual([1, 2]);
});

test("given the call that makes the stream it links the two exactly, whatever ran before in that call", async () => {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  const map = RunnableMap.from({ answer: createModel(), question: new RunnablePassthrough() });
  const ask = async (question: string): Promise<void> => {
    const stream = await observeStream(async () => {
      await createModel().invoke(`prepare ${question}`, { callbacks });
      return map.stream(question, { callbacks });
    });
    expect(stream).toBeInstanceOf(ReadableStream);
    for await (const _ of stream) break;
  };
  await Promise.all(["one?", "two?", "three?"].map(ask));
  const sent = await recording.sent();
  const told = sent.map(({ interaction: { input, tags } }) => `${input} ${tags.interaction_status ?? "completed"}`);
  expect(told.toSorted()).toEqual([
    "one? cancelled",
    "prepare one? completed",
    "prepare three? completed",
    "prepare two? completed",
    "three? cancelled",
    "two? cancelled",
  ]);
});

test("given a call it passes on what the call gives back, throws or rejects with", async () => {
  expect(observeStream(() => 1)).toBe(1);
  const failure = new Error("no");
  await expect(observeStream(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(() =>
    observeStream(() => {
      throw failure;
    }),
  ).toThrow(failure);
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  // Events come as a stream at once, without a promise.
  const events = observeStream(() => createChain().streamEvents("Hi", { callbacks, version: "v2" }));
  const seen: string[] = [];
  for await (const event of events) seen.push(event.event);
  expect(seen.at(-1)).toBe("on_chain_end");
  expect((await recording.only()).interaction).toMatchObject({ input: "Hi", output: words.join(""), tags: noTags });
});

test("a stream that is left inside of a captured run ends that step only, given the call too", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const chain = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
    for await (const _ of await observeStream(() => createChain().stream(question, config))) break;
    const said = await createModel().invoke("go on", config);
    return String(said.content);
  });
  await chain.invoke("Hi", { callbacks: [handler] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: "go on", tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "llm"]);
});

test("a stream without an observer is ended by the idle limit with the part that had arrived", async () => {
  await using recording = createRecordingClient({ idleTimeoutMs: 500 });
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const chain = RunnableLambda.from((question: string) => question).pipe(createModel());
  for await (const chunk of await chain.stream("Hi", { callbacks: [handler] })) if (chunk.content === "open ") break;
  await expect.poll(async () => (await recording.sent()).length).toBe(1);
  const sent = await recording.only();
  expect(sent.interaction.tags).toEqual({ interaction_status: "abandoned" });
  expect(sent.interaction.output).toContain("We open ");
});

test("leaving a stream inside of a captured run ends that step, not the turn", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  const chain = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
    let start = "";
    for await (const chunk of observeStream(await createChain().stream(question, config))) {
      start += chunk;
      if (start.length > 5) break;
    }
    await createModel().invoke("go on", config);
    return `It began with: ${start}`;
  });
  const answer = await chain.invoke("Hi", { callbacks: [handler] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject({ input: "Hi", output: answer, tags: noTags });
  expect(traceKinds(sent)).toEqual(["llm", "llm"]);
  expect(sent.traces[0]?.output).toMatch(/^We open/);
});

test("a handler that stands twice in a list does not double what was streamed", async () => {
  await using recording = createRecordingClient();
  const handler = new NebulyCallbackHandler({ client: recording.client });
  for (const _ of [1, 2]) handler.handleLLMStart({}, ["Hi"], "run");
  for (const word of ["We ", "open"]) {
    const chunk = { text: word };
    for (const _ of [1, 2]) handler.handleLLMNewToken(word, {}, "run", undefined, [], { chunk });
  }
  for (const _ of [1, 2]) handler.handleLLMError(new Error("cut"), "run");
  expect((await recording.only()).traces[0]?.output).toBe("We open");
});
