// What `observeModel` returns looks the same from everywhere.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { createRecordingClient } from "./recording-client.ts";
import { scriptedModel } from "./test-models.ts";

class PrivateModel {
  readonly specificationVersion = "v4";
  readonly supportedUrls = {};
  static readonly kind = "private";
  readonly #modelId = "private-model";
  #calls = 0;
  get provider(): string {
    return `provider of ${this.#modelId}`;
  }
  get modelId(): string {
    return this.#modelId;
  }
  set calls(count: number) {
    this.#calls = count;
  }
  countCalls(): number {
    return this.#calls;
  }
  doGenerate(options: Parameters<MockLanguageModelV4["doGenerate"]>[0]) {
    this.#calls += 1;
    return scriptedModel([{ text: "Hello." }]).doGenerate(options);
  }
  doStream(options: Parameters<MockLanguageModelV4["doStream"]>[0]) {
    return scriptedModel([{ text: "Hello." }]).doStream(options);
  }
}

describe("an observed model", () => {
  test("keeps its class, its private fields, its symbols and its setters", async () => {
    const { client, sent } = createRecordingClient();
    const marker = Symbol("marker");
    const inner = Object.assign(new PrivateModel(), { [marker]: 1 });
    const model = observeModel(inner, { client });
    await generateText({ model, prompt: "Hi" });
    expect(model).toBeInstanceOf(PrivateModel);
    expect(model.constructor).toBe(PrivateModel);
    expect(model[marker]).toBe(1);
    expect(model.countCalls()).toBe(1);
    model.calls = 7;
    expect(inner.countCalls()).toBe(7);
    expect(model.provider).toBe("provider of private-model");
    expect(model.countCalls).toBe(model.countCalls);
    expect(model.doStream).toBe(model.doStream);
    expect(Object.keys(model)).toEqual(Object.keys(inner));
    expect(await sent()).toMatchObject([{ traces: [{ model: "private-model", output: "Hello." }] }]);
  });

  test("works when it is frozen, and is observed then too", async () => {
    const { client, sent } = createRecordingClient();
    const script = scriptedModel([{ text: "Hello." }]);
    const frozen = Object.freeze({
      specificationVersion: "v4" as const,
      provider: "p",
      modelId: "frozen",
      supportedUrls: {},
      doGenerate: script.doGenerate,
      doStream: script.doStream,
    });
    const model = observeModel(frozen, { client });
    expect((await generateText({ model, prompt: "Hi" })).text).toBe("Hello.");
    expect(Object.keys(model)).toEqual(Object.keys(frozen));
    expect(() => Object.assign(model, { modelId: "other" })).toThrow(TypeError);
    expect(await sent()).toMatchObject([{ traces: [{ model: "frozen" }] }]);
  });

  test("runs its methods on itself when compiled code calls them by `call`, `apply` and `bind`", () => {
    const { client } = createRecordingClient();
    const model = observeModel(new PrivateModel(), { client });
    const { countCalls } = model;
    expect(countCalls.call(model)).toBe(0);
    expect(countCalls.apply(model)).toBe(0);
    expect(countCalls.bind(model)()).toBe(0);
  });

  test("calls what a test puts in place of its method afterwards", async () => {
    const { client } = createRecordingClient();
    const model = observeModel(new MockLanguageModelV4(), { client });
    model.doGenerate = scriptedModel([{ text: "replaced" }]).doGenerate;
    expect((await generateText({ model, prompt: "Hi" })).text).toBe("replaced");
  });
});

describe("an observed provider", () => {
  test("stays callable, and every way to a model leads to an observed one", () => {
    const { client } = createRecordingClient();
    const bare = createOpenAI({ apiKey: "test-key" });
    const provider = observeModel(bare, { client });
    expect(typeof provider).toBe("function");
    expect(provider.tools).toBe(bare.tools);
    const embedder = provider.embeddingModel("text-embedding-3-small");
    for (const model of [
      provider("gpt-5"),
      provider.languageModel("gpt-5"),
      provider.chat("gpt-5"),
      provider.responses("gpt-5"),
    ]) {
      expect(model.modelId).toBe("gpt-5");
      expect(Object.hasOwn(Object.getPrototypeOf(model), "doGenerate")).toBe(true);
      expect(model.doGenerate).not.toBe(Object.getPrototypeOf(model).doGenerate);
    }
    expect(embedder.doEmbed).not.toBe(Object.getPrototypeOf(embedder).doEmbed);
    // As the registries of AI SDK 5 and 6 call it, whose optional calls are compiled.
    const { languageModel } = provider;
    for (const model of [
      languageModel.call(provider, "gpt-5"),
      languageModel.apply(provider, ["gpt-5"]),
      languageModel.bind(provider)("gpt-5"),
      provider.call(undefined, "gpt-5"),
    ]) {
      expect(model.doGenerate).not.toBe(Object.getPrototypeOf(model).doGenerate);
    }
    // What is no language, embedding or reranking model is the provider's own.
    const image = provider.image("gpt-image-1");
    expect(image.doGenerate).toBe(Object.getPrototypeOf(image).doGenerate);
  });
});

test("what is no model and no provider comes back as it is", () => {
  const thing = { hello: "world" };
  expect(observeModel(thing)).toBe(thing);
  expect(observeModel("openai/gpt-5")).toBe("openai/gpt-5");
  expect(observeModel(undefined)).toBe(undefined);
});

test("an option that cannot be used is named at once", () => {
  expect(() => observeModel({}, { endUser: "" })).toThrow("endUser");
  // @ts-expect-error: what a JavaScript caller might do.
  expect(() => observeModel({}, { client: {} })).toThrow("client");
  // @ts-expect-error: what a JavaScript caller might do.
  expect(() => observeModel({}, { enduser: "u" })).toThrow("enduser");
});
