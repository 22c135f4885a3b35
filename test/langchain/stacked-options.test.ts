// Options that are given twice in one turn, by two handlers or by a step below the root: both count, field by field.

import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { FakeEmbeddings, FakeListChatModel } from "@langchain/core/utils/testing";
import { tool as aiTool, generateText, isStepCount } from "ai";
import type { InteractionOptions, Nebuly } from "nebuly";
import { nebulyTelemetry } from "nebuly/ai-sdk";
import {
  type CallbackHandlerOptions,
  instrumentLangChain,
  NebulyCallbackHandler,
  observeEmbeddings,
} from "nebuly/langchain";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { scriptedModel } from "../ai-sdk/test-models.ts";
import { createRecordingClient, traceKinds } from "./recording-client.ts";

let takeAway = (): void => {};
afterEach(() => takeAway());

function instrument(options: CallbackHandlerOptions): void {
  takeAway = instrumentLangChain(callbackManagerModule, options);
}

const question = "Opening hours?";
const createModel = (handler?: NebulyCallbackHandler): FakeListChatModel =>
  new FakeListChatModel({ responses: ["9 to 17."], ...(handler && { callbacks: [handler] }) });
const first = RunnableLambda.from((text: string) => text);

/** Makes one call that two ways see; undefined where neither is above the other. */
type Stack = (weaker: CallbackHandlerOptions, stronger: CallbackHandlerOptions) => Promise<unknown>;

const stacks: Readonly<Record<string, Stack>> = {
  "instrumentLangChain and a handler of the call": (weaker, stronger) => {
    instrument(weaker);
    return createModel().invoke(question, { callbacks: [new NebulyCallbackHandler(stronger)] });
  },
  "instrumentLangChain and a manager of the call": (weaker, stronger) => {
    instrument(weaker);
    const callbacks = new callbackManagerModule.CallbackManager();
    callbacks.addHandler(callbackManagerModule.ensureHandler(new NebulyCallbackHandler(stronger)), true);
    return createModel().invoke(question, { callbacks });
  },
  "instrumentLangChain and a bound handler": (weaker, stronger) => {
    instrument(weaker);
    const callbacks = [new NebulyCallbackHandler(stronger)];
    return first.pipe(createModel()).withConfig({ callbacks }).invoke(question);
  },
  "instrumentLangChain and a constructor's handler": (weaker, stronger) => {
    instrument(weaker);
    return createModel(new NebulyCallbackHandler(stronger)).invoke(question);
  },
  "two handlers of one call": (weaker, stronger) =>
    createModel().invoke(question, {
      callbacks: [new NebulyCallbackHandler(weaker), new NebulyCallbackHandler(stronger)],
    }),
  "a bound handler and one of the call": (weaker, stronger) =>
    first
      .pipe(createModel())
      .withConfig({ callbacks: [new NebulyCallbackHandler(weaker)] })
      .invoke(question, { callbacks: [new NebulyCallbackHandler(stronger)] }),
};

const optionsOf = (who: string): InteractionOptions => ({
  endUser: `user of ${who}`,
  conversationId: `chat of ${who}`,
  input: `input of ${who}`,
  tags: { [who]: "given", all: who },
  hideContent: who === "stronger",
  anonymize: who !== "stronger",
});

for (const [name, call] of Object.entries(stacks)) {
  describe(name, () => {
    test("the second one wins, and tags are merged", async () => {
      await using recording = createRecordingClient();
      const { client } = recording;
      await call({ client, ...optionsOf("weaker") }, { client, ...optionsOf("stronger") });
      expect(await recording.only()).toMatchObject({
        interaction: {
          end_user: "user of stronger",
          conversation_id: "chat of stronger",
          input: "input of stronger",
          tags: { weaker: "given", stronger: "given", all: "stronger" },
          hide_content: true,
        },
        anonymize: false,
      });
    });

    test("what only one of them gives counts, whichever it is", async () => {
      const one: CallbackHandlerOptions = { endUser: "ada", anonymize: false, getInput: () => "chosen input" };
      const other: CallbackHandlerOptions = { tags: { app: "a" }, hideContent: true, getOutput: () => "chosen output" };
      for (const [weaker, stronger] of [
        [one, other],
        [other, one],
      ] as const) {
        takeAway();
        await using recording = createRecordingClient();
        const { client } = recording;
        await call({ client, ...weaker }, { client, ...stronger });
        const sent = await recording.only();
        expect(sent).toMatchObject({
          interaction: {
            end_user: "ada",
            input: "chosen input",
            output: "chosen output",
            tags: { app: "a" },
            hide_content: true,
          },
          anonymize: false,
        });
        expect(traceKinds(sent)).toEqual(["llm"]);
      }
    });
  });
}

test("a handler of another client alone records a call that it comes with, instrumented or not", async () => {
  await using instrumented = createRecordingClient();
  await using own = createRecordingClient();
  instrument({ client: instrumented.client, tags: { app: "support" } });
  await createModel().invoke(question, { callbacks: [new NebulyCallbackHandler({ client: own.client })] });
  expect((await own.only()).interaction).toMatchObject({ input: question, output: "9 to 17." });
  expect(await instrumented.sent()).toEqual([]);
});

/** Options that come with a step below the root, and the root that they meet at the same level. */
interface Inner {
  readonly level: "call" | "handler";
  readonly call: (client: Nebuly, options: InteractionOptions, config: RunnableConfig) => Promise<unknown>;
}

const inners: Readonly<Record<string, Inner>> = {
  "the metadata of a step": {
    level: "call",
    call: (_client, options, config) => createModel().invoke(question, { ...config, metadata: { nebuly: options } }),
  },
  "the metadata of a step with callbacks of its own": {
    level: "call",
    call: (client, options) =>
      createModel().invoke(question, {
        callbacks: [new NebulyCallbackHandler({ client })],
        metadata: { nebuly: options },
      }),
  },
  "a handler on the constructor of a step": {
    level: "handler",
    call: (client, options, config) =>
      createModel(new NebulyCallbackHandler({ client, ...options })).invoke(question, config),
  },
  "a handler that a step has alone": {
    level: "handler",
    call: (client, options) =>
      createModel().invoke(question, { callbacks: [new NebulyCallbackHandler({ client, ...options })] }),
  },
  "observed embeddings": {
    level: "handler",
    call: (client, options) => observeEmbeddings(new FakeEmbeddings(), { client, ...options }).embedQuery(question),
  },
};

for (const [name, { level, call }] of Object.entries(inners)) {
  test(`the options of ${name} count where the root was given none`, async () => {
    await using recording = createRecordingClient();
    const { client } = recording;
    const given: InteractionOptions = { endUser: "ada", tags: { who: "root", root: "given" } };
    const options: InteractionOptions = {
      endUser: "bob",
      conversationId: "chat-1",
      tags: { who: "step", step: "given" },
      hideContent: true,
      anonymize: false,
    };
    const chain = RunnableLambda.from(async (_text: string, config: RunnableConfig) => {
      await call(client, options, config);
      return "9 to 17.";
    });
    await chain.invoke(question, {
      callbacks: [new NebulyCallbackHandler({ client, ...(level === "handler" && given) })],
      ...(level === "call" && { metadata: { nebuly: given } }),
    });
    expect(await recording.only()).toMatchObject({
      interaction: {
        end_user: "ada",
        conversation_id: "chat-1",
        input: question,
        output: "9 to 17.",
        tags: { who: "root", root: "given", step: "given" },
        hide_content: true,
      },
      anonymize: false,
    });
  });
}

test("metadata that is bound to a step of a chain counts where the call has none", async () => {
  await using recording = createRecordingClient();
  const model = createModel().withConfig({ metadata: { nebuly: { endUser: "ada" } } });
  const callbacks = [new NebulyCallbackHandler({ client: recording.client, endUser: "bob", tags: { app: "a" } })];
  await first.pipe(model).invoke(question, { callbacks });
  expect((await recording.only()).interaction).toMatchObject({ end_user: "ada", tags: { app: "a" } });
});

test("a chain in a tool of the AI SDK is a step of that turn: its options count where the turn was given none", async () => {
  await using recording = createRecordingClient();
  const { client } = recording;
  const handler = new NebulyCallbackHandler({ client, endUser: "bob", tags: { who: "chain", chain: "given" } });
  const search = aiTool({
    inputSchema: z.object({ query: z.string() }),
    execute: async () =>
      first.invoke(question, { callbacks: [handler], metadata: { nebuly: { conversationId: "of the chain" } } }),
  });
  await generateText({
    model: scriptedModel([
      { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] },
      { text: "9 to 17." },
    ]),
    telemetry: {
      integrations: [nebulyTelemetry({ client, endUser: "ada", tags: { who: "telemetry" } })],
      includeRuntimeContext: { nebuly: true },
    },
    prompt: question,
    tools: { search },
    stopWhen: isStepCount(2),
    runtimeContext: { nebuly: { conversationId: "of the call" } },
  });
  await client.shutdown();
  expect((await recording.only()).interaction).toMatchObject({
    end_user: "ada",
    conversation_id: "of the call",
    tags: { who: "telemetry", chain: "given" },
  });
});
