// Streams of every kind that their consumer leaves: given the call that makes one, observeStream ends its turn at once.

import { HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableBranch, RunnableLambda, RunnableMap, RunnablePassthrough } from "@langchain/core/runnables";
import { DynamicStructuredTool } from "@langchain/core/tools";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { NebulyCallbackHandler, observeStream } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { createRecordingClient } from "../../../langchain/recording-client.ts";
import { ScriptedModel } from "../../../langchain/scripted-model.ts";

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Slow as a provider is: its chunks are not there before they are asked for. */
const createModel = (): ScriptedModel =>
  new ScriptedModel(async () => {
    await pause();
    return { text: "We open at nine every day." };
  });

const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>() });
const answer = async (): Promise<{ answer: string }> => {
  await pause();
  return { answer: "Nine." };
};
const askModel = async (): Promise<{ answer: string }> => ({
  answer: String((await createModel().invoke("When?")).content),
});
const createGraph = (node: typeof answer) =>
  new StateGraph(State)
    .addNode("first", node)
    .addNode("second", node)
    .addEdge(START, "first")
    .addEdge("first", "second")
    .compile();
const weather = new DynamicStructuredTool({
  name: "weather",
  description: "",
  schema: z.object({ city: z.string() }),
  func: async ({ city }) => `Sunny in ${city}.`,
});
const createAgent = () =>
  createReactAgent({
    llm: new ScriptedModel([{ toolCalls: [{ name: "weather", args: { city: "Rome" } }] }, { text: "Sunny." }]),
    tools: [weather],
  });

type Callbacks = NebulyCallbackHandler[];

const streams: Record<string, (callbacks: Callbacks) => Promise<AsyncIterable<unknown>>> = {
  "a bare model": (callbacks) => createModel().stream("When?", { callbacks }),
  "a sequence": (callbacks) =>
    RunnableLambda.from((text: string) => text)
      .pipe(createModel())
      .pipe(new StringOutputParser())
      .stream("When?", { callbacks }),
  "a lambda that gives a chain": (callbacks) =>
    RunnableLambda.from((text: string) => createModel().pipe((said) => `${text} ${String(said.content)}`)).stream(
      "When?",
      { callbacks },
    ),
  "a map": (callbacks) =>
    RunnableMap.from({ said: createModel(), asked: new RunnablePassthrough() }).stream("When?", { callbacks }),
  "a branch": (callbacks) =>
    RunnableBranch.from([[() => true, createModel()], createModel()]).stream("When?", { callbacks }),
  "a model with fallbacks": (callbacks) =>
    createModel()
      .withFallbacks({ fallbacks: [createModel()] })
      .stream("When?", { callbacks }),
  "a graph of plain nodes": (callbacks) =>
    createGraph(answer).stream({ question: "When?" }, { callbacks, streamMode: "values" }),
  "a graph of model calls": (callbacks) =>
    createGraph(askModel).stream({ question: "When?" }, { callbacks, streamMode: "updates" }),
  "a prebuilt agent": (callbacks) =>
    createAgent().stream({ messages: [new HumanMessage("When?")] }, { callbacks, streamMode: "updates" }),
  "a chain that ends in a graph": (callbacks) =>
    RunnableLambda.from((question: string) => ({ question }))
      .pipe(createGraph(askModel))
      .stream("When?", { callbacks }),
};

for (const [name, start] of Object.entries(streams)) {
  test(`${name}: left at the first chunk, its turn ends at once as cancelled`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    for await (const _ of await observeStream(() => start(callbacks))) break;
    // What still runs in it goes on; a flush waits for the turn to settle, and that for late steps at most.
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject({ input: "When?", tags: { interaction_status: "cancelled" } });
  });

  test(`${name}: read to its end, nothing is changed by the observer`, async () => {
    await using recording = createRecordingClient();
    const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
    const plain: unknown[] = [];
    for await (const chunk of await start(callbacks)) plain.push(chunk);
    const observed: unknown[] = [];
    for await (const chunk of await observeStream(() => start(callbacks))) observed.push(chunk);
    // Messages carry ids of their own; the number of chunks and the interactions tell.
    expect(observed).toHaveLength(plain.length);
    const [first, second] = await recording.sent();
    expect(second?.interaction.output).toBe(first?.interaction.output);
    expect(second?.interaction.tags).toEqual({});
    expect(second?.traces).toEqual(first?.traces);
  });
}
