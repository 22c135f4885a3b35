// Turns that the app calls off for a reason of its own: what was running knows nothing of it, or says it in its own words.

import type { DocumentInterface } from "@langchain/core/documents";
import { HumanMessage } from "@langchain/core/messages";
import { BaseRetriever } from "@langchain/core/retrievers";
import { type RunnableConfig, RunnableLambda, RunnablePassthrough, RunnableSequence } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { expect, test } from "vitest";
import { z } from "zod";
import { createRecordingClient, type SentInteraction, traceKinds } from "./recording-client.ts";
import { ScriptedModel } from "./scripted-model.ts";

class VisitorLeft extends Error {
  override readonly name = "VisitorLeft";
}

class Retriever extends BaseRetriever {
  lc_namespace = ["test"];
  readonly #retrieve: () => Promise<DocumentInterface[]>;

  constructor(retrieve: () => Promise<DocumentInterface[]>) {
    super({});
    this.#retrieve = retrieve;
  }

  override _getRelevantDocuments(): Promise<DocumentInterface[]> {
    return this.#retrieve();
  }
}

const never = new Promise<never>(() => {});

/** How the turn of a call that throws is told. */
async function tell(
  call: (config: RunnableConfig) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<SentInteraction> {
  await using recording = createRecordingClient();
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await expect(call({ callbacks, ...(signal !== undefined && { signal }) })).rejects.toThrow();
  // What still runs is not waited for.
  await recording.client.shutdown();
  return recording.only();
}

const answerFrom = (context: RunnableLambda<string, unknown> | Retriever | Record<string, Retriever>) =>
  RunnableSequence.from([
    { context, question: new RunnablePassthrough<string>() },
    ({ question }: { question: string }) => question,
    new ScriptedModel([{ text: "We open at nine." }]),
  ]);

async function readAll(stream: Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const _ of await stream);
}

for (const [reason, given] of [
  ["a text", "the visitor left"],
  ["an error of the app's own", new VisitorLeft("gone")],
] as const) {
  for (const [way, call] of [
    ["called", (config: RunnableConfig, find: Retriever) => answerFrom(find).invoke("When?", config)],
    ["streamed", (config: RunnableConfig, find: Retriever) => readAll(answerFrom(find).stream("When?", config))],
  ] as const) {
    test(`a chain that is ${way} and called off with ${reason} while it retrieves is cancelled`, async () => {
      const controller = new AbortController();
      const find = new Retriever(() => {
        controller.abort(given);
        return never;
      });
      const sent = await tell((config) => call(config, find), controller.signal);
      expect(sent.interaction).toMatchObject({ input: "When?", tags: { interaction_status: "cancelled" } });
      expect(traceKinds(sent)).toEqual(["retrieval:Retriever"]);
    });
  }
}

test("a retrieval, and a step of the app's own, that fails while another one still runs is a failure", async () => {
  const failing = new Retriever(() => Promise.reject(new Error("no connection")));
  const waiting = new Retriever(() => never);
  const throwing = RunnableLambda.from((_: string): string => {
    throw new Error("no connection");
  });
  for (const context of [{ failing, waiting }, throwing]) {
    const { interaction } = await tell((config) => answerFrom(context).invoke("When?", config));
    expect(interaction.tags).toEqual({ interaction_status: "failed" });
  }
});

/** As @langchain/google-genai tells of a call that was called off: in words that do not say so. */
const unclear = new Error("[GoogleGenerativeAI Error]: Error reading from the stream");

test("a model that fails after its call was called off is cancelled, whatever it says, below a chain as well", async () => {
  for (const isInChain of [false, true]) {
    const controller = new AbortController();
    const model = new ScriptedModel(() => {
      controller.abort("the visitor left");
      return { error: unclear };
    });
    const called = isInChain ? RunnableLambda.from((question: string) => question).pipe(model) : model;
    const { interaction } = await tell((config) => called.invoke("When?", config), controller.signal);
    expect(interaction).toMatchObject({ input: "When?", tags: { interaction_status: "cancelled" } });
  }
});

test("a model that fails in the same words when nobody called it off has failed", async () => {
  const model = new ScriptedModel([{ error: unclear }]);
  const { interaction } = await tell((config) => model.invoke("When?", config), new AbortController().signal);
  expect(interaction.tags).toEqual({ interaction_status: "failed" });
});

/** Roots that nothing tells the signal of but the call itself, which handlers do not see. */
const bareRoots: Readonly<Record<string, (whileRunning: () => void, config: RunnableConfig) => Promise<unknown>>> = {
  "a lambda": (whileRunning, config) =>
    RunnableLambda.from(() => {
      whileRunning();
      return never;
    }).invoke("When?", config),
  "a lambda with a step": (whileRunning, config) =>
    RunnableLambda.from(async (question: string, inner: RunnableConfig) =>
      new Retriever(async () => {
        whileRunning();
        return never;
      }).invoke(question, inner),
    ).invoke("When?", config),
  "a tool": (whileRunning, config) =>
    tool(
      () => {
        whileRunning();
        return never;
      },
      { name: "search", schema: z.object({}) },
    ).invoke({}, config),
};

for (const [name, call] of Object.entries(bareRoots)) {
  test(`${name} that is called off with a text is cancelled, and one that fails with it is not`, async () => {
    const controller = new AbortController();
    const calledOff = await tell(
      (config) => call(() => controller.abort("the visitor left"), config),
      controller.signal,
    );
    expect(calledOff.interaction.tags).toEqual({ interaction_status: "cancelled" });
    const fail = (): never => {
      throw new Error("the visitor left");
    };
    const failed = await tell((config) => call(fail, config), new AbortController().signal);
    expect(failed.interaction.tags).toEqual({ interaction_status: "failed" });
  });
}

test("a model that fails below a graph has failed: the graph calls off what runs beside it only then", async () => {
  const node = async ({ messages }: typeof MessagesAnnotation.State, config: RunnableConfig) => ({
    messages: [
      await new ScriptedModel([{ text: "We open at ", error: new Error("overloaded") }]).invoke(messages, config),
    ],
  });
  for (const streamMode of [undefined, "messages" as const]) {
    const graph = new StateGraph(MessagesAnnotation).addNode("answer", node).addEdge(START, "answer").compile();
    const input = { messages: [new HumanMessage("When?")] };
    const { interaction } = await tell((config) =>
      streamMode === undefined ? graph.invoke(input, config) : readAll(graph.stream(input, { ...config, streamMode })),
    );
    expect(interaction).toMatchObject({ input: "When?", tags: { interaction_status: "failed" } });
  }
});

test("a stream that is called off before its model, which does not listen, says a word ends as cancelled", async () => {
  await using recording = createRecordingClient({ idleTimeoutMs: 30 });
  const controller = new AbortController();
  const model = new ScriptedModel(() => {
    controller.abort();
    return never;
  });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client })];
  await expect(readAll(model.stream("When?", { callbacks, signal: controller.signal }))).rejects.toThrow();
  await expect.poll(async () => (await recording.sent()).length).toBe(1);
  expect((await recording.only()).interaction).toMatchObject({
    input: "When?",
    tags: { interaction_status: "cancelled" },
  });
});
