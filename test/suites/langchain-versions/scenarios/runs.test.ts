// What a chain becomes, on every version: compositions, ways to run it, endings.

import { createRequire } from "node:module";
import * as callbackManagerModule from "@langchain/core/callbacks/manager";
import { HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  RunnableBranch,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnableSequence,
} from "@langchain/core/runnables";
import { DynamicTool } from "@langchain/core/tools";
import { FakeEmbeddings, FakeListChatModel, FakeLLM, FakeRetriever } from "@langchain/core/utils/testing";
import { instrumentLangChain, NebulyCallbackHandler, observeEmbeddings, observeStream } from "nebuly/langchain";
import { expect, inject, test } from "vitest";
import { noTags } from "../../../capture/no-tags.ts";
import { createRecordingClient, type RecordingClient, traceKinds } from "../../../langchain/recording-client.ts";
import { ScriptedModel } from "../../../langchain/scripted-model.ts";

const retriever = new FakeRetriever();
const ragKinds = ["retrieval:FakeRetriever", "llm"];
const answer = (text = "Nine."): FakeListChatModel => new FakeListChatModel({ responses: [text] });

function createChain(model = answer()) {
  return RunnableSequence.from([
    { context: retriever, question: new RunnablePassthrough() },
    ChatPromptTemplate.fromMessages([
      ["system", "From: {context}"],
      ["human", "{question}"],
    ]),
    model,
    new StringOutputParser(),
  ]);
}

async function withHandler(
  use: (callbacks: NebulyCallbackHandler[], recording: RecordingClient) => Promise<void>,
): Promise<void> {
  await using recording = createRecordingClient();
  await use([new NebulyCallbackHandler({ client: recording.client })], recording);
}

const expected = { input: "When?", output: "Nine.", tags: noTags };

test("invoke", () =>
  withHandler(async (callbacks, recording) => {
    await createChain().invoke("When?", { callbacks });
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject(expected);
    expect(traceKinds(sent)).toEqual(ragKinds);
    expect(sent.traces[1]?.messages?.map(({ role }) => role)).toEqual(["system", "user"]);
  }));

test("stream", () =>
  withHandler(async (callbacks, recording) => {
    for await (const _ of await createChain().stream("When?", { callbacks }));
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject(expected);
    expect(traceKinds(sent)).toEqual(ragKinds);
  }));

for (const version of ["v1", "v2"] as const) {
  test(`streamEvents ${version}`, () =>
    withHandler(async (callbacks, recording) => {
      for await (const _ of createChain().streamEvents("When?", { callbacks, version }));
      expect((await recording.only()).interaction).toMatchObject(expected);
    }));
}

test("streamLog", () =>
  withHandler(async (callbacks, recording) => {
    for await (const _ of createChain().streamLog("When?", { callbacks }));
    expect((await recording.only()).interaction).toMatchObject(expected);
  }));

test("batch: one interaction per element, each with its own question", () =>
  withHandler(async (callbacks, recording) => {
    const echo = RunnableLambda.from((question: string) => `${question}!`);
    await RunnableSequence.from([echo, echo]).batch(["a", "b", "c"], { callbacks });
    const sent = await recording.sent();
    expect(sent.map(({ interaction }) => interaction.input)).toEqual(["a", "b", "c"]);
    // What another element was answered is never told as this one's.
    for (const { interaction } of sent) expect(interaction.output).toBe(`${interaction.input}!!`);
  }));

test("maps and branches", () =>
  withHandler(async (callbacks, recording) => {
    const chain = RunnableBranch.from([
      [(question: string) => question.endsWith("?"), RunnableMap.from({ one: answer("1"), two: answer("2") })],
      RunnableLambda.from(() => "no question"),
    ]);
    await chain.invoke("When?", { callbacks });
    expect(traceKinds(await recording.only())).toEqual(["llm", "llm"]);
  }));

test("retries and fallbacks: the failed attempts are traces, the interaction is not failed", () =>
  withHandler(async (callbacks, recording) => {
    let attempts = 0;
    class Flaky extends FakeListChatModel {
      override async _generate(
        ...args: Parameters<FakeListChatModel["_generate"]>
      ): ReturnType<FakeListChatModel["_generate"]> {
        attempts += 1;
        if (attempts < 3) throw new Error("overloaded");
        return super._generate(...args);
      }
    }
    const flaky = new Flaky({ responses: ["Nine."] });
    const chain = flaky
      .withRetry({ stopAfterAttempt: 2, onFailedAttempt() {} })
      .withFallbacks({ fallbacks: [flaky] })
      .pipe(new StringOutputParser());
    await chain.invoke("When?", { callbacks });
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject(expected);
    expect(sent.traces.map(({ output }) => output)).toEqual(["", "", "Nine."]);
  }));

test("withConfig, the constructor and the call at once make one interaction", async () => {
  await using recording = createRecordingClient();
  const handler = (): NebulyCallbackHandler => new NebulyCallbackHandler({ client: recording.client });
  const model = new FakeListChatModel({ responses: ["Nine."], callbacks: [handler()] });
  const same = handler();
  await createChain(model)
    .withConfig({ callbacks: [handler(), same] })
    .invoke("When?", { callbacks: [same] });
  const sent = await recording.only();
  expect(sent.interaction).toMatchObject(expected);
  expect(traceKinds(sent)).toEqual(ragKinds);
});

test("bare chat model, completion model, retriever and tool", () =>
  withHandler(async (callbacks, recording) => {
    await answer().invoke("When?", { callbacks });
    await new FakeLLM({ response: "Nine." }).invoke("When?", { callbacks });
    await retriever.invoke("When?", { callbacks });
    await new DynamicTool({ name: "ask", description: "", func: async () => "Nine." }).invoke("When?", { callbacks });
    const sent = await recording.sent();
    expect(sent.map(({ interaction }) => interaction.output)).toEqual(["Nine.", "Nine.", "", "Nine."]);
    expect(sent.flatMap(traceKinds)).toEqual(["llm", "llm", "retrieval:FakeRetriever", "retrieval:ask"]);
  }));

test("a list of messages as the input of a model", () =>
  withHandler(async (callbacks, recording) => {
    await answer().invoke([new HumanMessage("Hi"), new HumanMessage("When?")], { callbacks });
    expect((await recording.only()).interaction).toMatchObject(expected);
  }));

test("errors reach the caller and make the interaction failed", () =>
  withHandler(async (callbacks, recording) => {
    const failing = createChain().pipe(() => {
      throw new Error("broken");
    });
    await expect(failing.invoke("When?", { callbacks })).rejects.toThrow("broken");
    expect((await recording.only()).interaction).toMatchObject({
      input: "When?",
      output: "Nine.",
      tags: { interaction_status: "failed" },
    });
  }));

test("an aborted invoke is cancelled", () =>
  withHandler(async (callbacks, recording) => {
    const controller = new AbortController();
    const chain = createChain().pipe(async (text: string) => {
      controller.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return text;
    });
    const running = chain.invoke("When?", { callbacks, signal: controller.signal });
    // The oldest versions do not listen to the signal here, and end well.
    const failed = await running.then(
      () => false,
      () => true,
    );
    const { tags } = (await recording.only()).interaction;
    expect(tags).toEqual(failed ? { interaction_status: "cancelled" } : {});
  }));

test("a stream that its consumer leaves ends at once, with what was given out", () =>
  withHandler(async (callbacks, recording) => {
    const model = new ScriptedModel([{ text: "We open at nine." }]);
    const chain = createChain(answer())
      .pipe(() => "Go on")
      .pipe(model)
      .pipe(new StringOutputParser());
    let seen = "";
    for await (const chunk of observeStream(await chain.stream("When?", { callbacks }))) {
      seen += chunk;
      if (seen.length > 5) break;
    }
    expect((await recording.only()).interaction).toMatchObject({
      input: "When?",
      output: seen,
      tags: { interaction_status: "cancelled" },
    });
  }));

test("embeddings in a lambda of a chain", () =>
  withHandler(async (callbacks, recording) => {
    const embeddings = observeEmbeddings(new FakeEmbeddings());
    const chain = RunnableLambda.from(async (question: string) => {
      await embeddings.embedQuery(question);
      return question;
    }).pipe(answer());
    await Promise.all(["When?", "Where?"].map((question) => chain.invoke(question, { callbacks })));
    const sent = await recording.sent();
    expect(sent.map(traceKinds)).toEqual([
      ["embedding", "llm"],
      ["embedding", "llm"],
    ]);
    for (const { interaction, traces } of sent) expect(traces[0]?.input).toBe(interaction.input);
  }));

test("every run of the process is captured, whichever module system loaded it", async () => {
  await using recording = createRecordingClient();
  const require = createRequire(`${inject("folder")}index.js`);
  const commonJsManager: object = require("@langchain/core/callbacks/manager");
  const removals = [callbackManagerModule, commonJsManager].map((module) =>
    instrumentLangChain(module, { client: recording.client }),
  );
  await createChain().invoke("When?");
  const commonJs: typeof import("@langchain/core/utils/testing") = require("@langchain/core/utils/testing");
  await new commonJs.FakeListChatModel({ responses: ["Nine."] }).invoke("Where?");
  for (const remove of removals) remove();
  const sent = await recording.sent();
  expect(sent.map(({ interaction }) => interaction.input)).toEqual(["When?", "Where?"]);
});

test("two copies of core in one process: a chain of one calls a model and a retriever of the other", () =>
  withHandler(async (callbacks, recording) => {
    const require = createRequire(`${inject("folder")}index.js`);
    const other: typeof import("@langchain/core/utils/testing") = require("@langchain/core/utils/testing");
    const messages: typeof import("@langchain/core/messages") = require("@langchain/core/messages");
    expect(other.FakeListChatModel).not.toBe(FakeListChatModel);
    const model = new other.FakeListChatModel({ responses: ["Nine."] });
    const chain = RunnableLambda.from(async (question: string, config) => {
      await new other.FakeRetriever().invoke(question, { callbacks: config.callbacks as never });
      const said = await model.invoke([new messages.HumanMessage(question)], { callbacks: config.callbacks as never });
      return String(said.content);
    });
    await chain.invoke("When?", { callbacks });
    const sent = await recording.only();
    expect(sent.interaction).toMatchObject(expected);
    expect(traceKinds(sent)).toEqual(ragKinds);
  }));
