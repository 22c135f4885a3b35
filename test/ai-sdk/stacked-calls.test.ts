// Several ways in around one call, where more than their options could be told twice or get lost.
import {
  APICallError,
  embed,
  embedMany,
  generateObject,
  generateText,
  isStepCount,
  rerank,
  tool,
  wrapEmbeddingModel,
  wrapLanguageModel,
} from "ai";
import { MockEmbeddingModelV4, MockRerankingModelV4 } from "ai/test";
import { nebulyEmbeddingMiddleware, nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

const prompt = "Opening hours?";
const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const search = tool({ inputSchema: z.object({ query: z.string() }), execute: async () => "open" });

test("a telemetry and two observers around models that give no answer tell each call once", async () => {
  const { client, sentAtShutdown } = createRecordingClient();
  const telemetry = { integrations: [nebulyTelemetry({ client }), nebulyTelemetry({ client })] };
  const middleware = nebulyEmbeddingMiddleware({ client, endUser: "ada" });
  const embedder = wrapEmbeddingModel({ model: scriptedEmbeddingModel(1), middleware: [middleware, middleware] });
  const model = observeModel(observeModel(embedder, { client }), { client, endUser: "grace" });
  const ranking = [{ index: 0, relevanceScore: 1 }];
  const reranker = observeModel(
    observeModel(new MockRerankingModelV4({ doRerank: async () => ({ ranking }) }), { client }),
    { client },
  );
  await client.interaction({ input: prompt }, async () => {
    await embed({ model, value: "one", telemetry });
    await embedMany({ model, values: ["two", "two", "two"], telemetry });
    await rerank({ model: reranker, query: prompt, documents: ["one"], telemetry });
  });
  const [body, ...others] = await sentAtShutdown();
  expect(others).toEqual([]);
  expect(kindsOf(body)).toEqual(["embedding", "embedding", "embedding", "embedding", "mock-model-id"]);
  expect(body?.interaction.end_user).toBe("ada");
});

test("a repeated embedding is told as often by a telemetry and an observed model together as by one of them", async () => {
  const counts = [];
  for (const [hasTelemetry, isObserved] of [
    [true, false],
    [false, true],
    [true, true],
  ]) {
    const { client, sentAtShutdown } = createRecordingClient();
    let attempts = 0;
    const flaky = new MockEmbeddingModelV4({
      doEmbed: async () => {
        attempts += 1;
        if (attempts > 1) return { embeddings: [[1]], warnings: [] };
        const options = { message: "busy", url: "", requestBodyValues: {}, statusCode: 503 };
        throw new APICallError({ ...options, responseHeaders: { "retry-after-ms": "0" } });
      },
    });
    const model = isObserved ? observeModel(flaky, { client }) : flaky;
    const telemetry = { integrations: hasTelemetry ? [nebulyTelemetry({ client })] : [] };
    await client.interaction({ input: prompt }, () => embed({ model, value: "one", telemetry }));
    counts.push((await sentAtShutdown()).map(kindsOf));
  }
  expect(counts).toEqual([[["embedding", "embedding"]], [["embedding", "embedding"]], [["embedding", "embedding"]]]);
});

test("an embedding middleware has no texts to choose and says so", () => {
  // @ts-expect-error: what a JavaScript caller might do.
  expect(() => nebulyEmbeddingMiddleware({ getInput: () => "text" })).toThrow("getInput");
});

test("one middleware that stands around a model twice tells the call once, with its options", async () => {
  const { client, sent } = createRecordingClient();
  const middleware = nebulyMiddleware({ client, getOutput: (output) => `said: ${output}` });
  const inner = scriptedModel([{ text: "9 to 17." }]);
  const model = wrapLanguageModel({ model: inner, middleware: [middleware, middleware] });
  await generateText({ model, prompt, providerOptions: { nebuly: { endUser: "ada" } } });
  const bodies = await sent();
  expect(bodies).toMatchObject([{ interaction: { output: "said: 9 to 17.", end_user: "ada" }, traces: [{}] }]);
  expect(inner.doGenerateCalls[0]?.providerOptions).toBe(undefined);
});

test("two clients around one model each keep a turn whose prompt is replaced between two steps", async () => {
  const [outer, inner] = [createRecordingClient(), createRecordingClient()];
  const model = observeModel(
    observeModel(scriptedModel([toolStep, toolStep, { text: "9 to 17." }]), { client: inner.client }),
    { client: outer.client },
  );
  await generateText({
    model,
    prompt,
    tools: { search },
    stopWhen: isStepCount(3),
    prepareStep: ({ stepNumber }) => (stepNumber === 0 ? {} : { messages: [{ role: "user", content: "Summarize." }] }),
  });
  for (const { sentAtShutdown } of [outer, inner]) {
    const bodies = await sentAtShutdown();
    expect(bodies.map(({ interaction }) => [interaction.input, interaction.output])).toEqual([[prompt, "9 to 17."]]);
    expect(kindsOf(bodies[0])).toEqual(["llm", "search", "llm", "search", "llm"]);
  }
});

test("the telemetries and the observed models of two clients tell each client one turn", async () => {
  const [one, other] = [createRecordingClient(), createRecordingClient()];
  const inner = observeModel(scriptedModel([toolStep, { text: "9 to 17." }, { text: '{"city":"Rome"}' }]), {
    client: one.client,
  });
  const model = observeModel(inner, { client: other.client });
  const telemetry = { integrations: [one, other].map(({ client }) => nebulyTelemetry({ client })) };
  await generateText({ model, prompt, tools: { search }, stopWhen: isStepCount(3), telemetry });
  await generateObject({ model, prompt: "City?", schema: z.object({ city: z.string() }), telemetry });
  for (const { sent } of [one, other]) {
    expect((await sent()).map(kindsOf)).toEqual([["llm", "search", "llm"], ["llm"]]);
  }
});

test("what prepareStep says to a telemetry is said as to an observed model", async () => {
  for (const isObserved of [true, false]) {
    const { client, sent } = createRecordingClient();
    const script = scriptedModel([toolStep, { text: "9 to 17." }]);
    await generateText({
      model: isObserved ? observeModel(script, { client }) : script,
      prompt,
      tools: { search },
      stopWhen: isStepCount(3),
      telemetry: { integrations: isObserved ? [] : [nebulyTelemetry({ client })] },
      prepareStep: ({ stepNumber }) => ({ providerOptions: { nebuly: { tags: { [`step${stepNumber}`]: "said" } } } }),
    });
    expect(await sent()).toMatchObject([{ interaction: { tags: { step0: "said", step1: "said" } } }]);
  }
});
