import { embed, embedMany, generateObject, generateText, isStepCount, rerank, streamText, tool } from "ai";
import { MockLanguageModelV4, MockRerankingModelV4 } from "ai/test";
import type { Nebuly } from "nebuly";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createHandClockedClient } from "./hand-clocked-client.ts";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { handFedModel, scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const search = tool({
  inputSchema: z.object({ query: z.string() }),
  execute: async ({ query }) => [`about ${query}`, "open 9 to 17"],
});

for (const way of ["telemetry alone", "telemetry and an observed model"] as const) {
  const observed = <Model>(model: Model, client: Nebuly): Model =>
    way === "telemetry alone" ? model : observeModel(model, { client });

  describe(way, () => {
    test("makes one interaction of generateText with its steps and tools", async () => {
      const { client, sent } = createRecordingClient();
      const model = observed(scriptedModel([toolStep, { text: "9 to 17." }]), client);
      await generateText({
        model,
        instructions: "Be brief.",
        prompt: "Opening hours?",
        tools: { search },
        stopWhen: isStepCount(3),
        runtimeContext: { nebuly: { endUser: "user-1", conversationId: "chat-7" } },
        telemetry: { integrations: [nebulyTelemetry({ client })], includeRuntimeContext: { nebuly: true } },
      });
      const bodies = await sent();
      expect(bodies).toHaveLength(1);
      expect(bodies[0]?.interaction).toMatchObject({
        input: "Opening hours?",
        output: "9 to 17.",
        end_user: "user-1",
        conversation_id: "chat-7",
        tags: noTags,
      });
      expect(bodies[0]?.traces).toEqual([
        {
          model: "scripted",
          messages: [
            { role: "system", content: "Be brief." },
            { role: "user", content: "Opening hours?" },
          ],
          output: 'search({"query":"hours"})',
          input_tokens: 11,
          output_tokens: 7,
        },
        { source: "search", input: '{"query":"hours"}', outputs: ["about hours", "open 9 to 17"] },
        expect.objectContaining({ model: "scripted", output: "9 to 17.", input_tokens: 11 }),
      ]);
    });

    test("joins what a tool calls, a whole agent included, and closes a loop that stops on its tool call", async () => {
      const { client, sent } = createRecordingClient();
      const telemetry = { integrations: [nebulyTelemetry({ client })] };
      const embedder = observed(scriptedEmbeddingModel(), client);
      const inner = observed(scriptedModel([{ text: "inner answer" }]), client);
      const nested = tool({
        inputSchema: z.object({ query: z.string() }),
        execute: async ({ query }) => {
          await embed({ model: embedder, value: query, telemetry });
          return (await generateText({ model: inner, prompt: "inner question", telemetry })).text;
        },
      });
      const model = observed(scriptedModel([toolStep]), client);
      await generateText({ model, prompt: "Opening hours?", tools: { search: nested }, telemetry });
      const bodies = await sent();
      expect(bodies).toHaveLength(1);
      expect(kindsOf(bodies[0])).toEqual(["llm", "search", "embedding", "llm"]);
      expect(bodies[0]?.interaction).toMatchObject({ input: "Opening hours?", output: 'search({"query":"hours"})' });
      expect(bodies[0]?.traces[1]).toMatchObject({ outputs: ["inner answer"] });
    });

    test("captures streamed answers, structured answers, embeddings and rerankings of a scope once each", async () => {
      const { client, sent } = createRecordingClient();
      const telemetry = { integrations: [nebulyTelemetry({ client }), nebulyTelemetry({ client })] };
      const embedder = observed(scriptedEmbeddingModel(), client);
      const reranker = observed(
        new MockRerankingModelV4({
          modelId: "reranker",
          doRerank: async () => ({
            ranking: [
              { index: 1, relevanceScore: 0.9 },
              { index: 0, relevanceScore: 0.1 },
            ],
          }),
        }),
        client,
      );
      const structured = observed(scriptedModel([{ text: '{"city":"Rome"}' }]), client);
      const answering = observed(scriptedModel([{ text: "Open now." }]), client);
      await client.interaction({ input: "Opening hours in Rome?" }, async () => {
        await embedMany({ model: embedder, values: ["one", "two"], telemetry });
        await rerank({ model: reranker, query: "hours", documents: ["worse", "better"], telemetry });
        await generateObject({ model: structured, schema: z.object({ city: z.string() }), prompt: "City?", telemetry });
        await streamText({ model: answering, prompt: "Hours?", telemetry }).consumeStream();
      });
      const bodies = await sent();
      expect(bodies).toHaveLength(1);
      expect(bodies[0]?.traces).toMatchObject([
        { model: "embedder", input: "one\ntwo\n[2 texts]", input_tokens: 4 },
        { source: "reranker", input: "hours", outputs: ["better", "worse"] },
        { model: "scripted", output: '{"city":"Rome"}', input_tokens: 11 },
        { model: "scripted", output: "Open now.", input_tokens: 11, output_tokens: 7 },
      ]);
      expect(bodies[0]?.interaction.output).toBe("Open now.");
    });

    test("keeps inputs and outputs to itself when the call says so", async () => {
      const { client, sent } = createRecordingClient();
      const telemetry = { integrations: [nebulyTelemetry({ client })], recordInputs: false, recordOutputs: false };
      const model = observed(
        scriptedModel([toolStep, { text: "secret answer" }, { text: '{"word":"secret"}' }]),
        client,
      );
      await generateText({ model, prompt: "secret hours?", tools: { search }, stopWhen: isStepCount(3), telemetry });
      await generateObject({ model, schema: z.object({ word: z.string() }), prompt: "secret object?", telemetry });
      const bodies = await sent();
      expect(bodies).toHaveLength(2);
      expect(JSON.stringify(bodies)).not.toMatch(/secret|hours/);
      expect(bodies[0]).toMatchObject({
        interaction: { input: "[not recorded]", output: "[not recorded]" },
        traces: [{ input_tokens: 11 }, { source: "search", input: "[not recorded]" }, { output_tokens: 7 }],
      });
    });

    test("marks a failed call and shows every attempt", async () => {
      const { client, sent } = createRecordingClient();
      const model = observed(
        new MockLanguageModelV4({
          modelId: "failing",
          doGenerate: async () => {
            throw new Error("no");
          },
        }),
        client,
      );
      const telemetry = { integrations: [nebulyTelemetry({ client })] };
      await expect(generateText({ model, prompt: "Hi", telemetry })).rejects.toThrow("no");
      expect(await sent()).toMatchObject([
        {
          interaction: { input: "Hi", tags: { interaction_status: "failed" } },
          traces: [{ model: "failing", output: "" }],
        },
      ]);
    });

    test("marks an aborted stream as cancelled and keeps its text", async () => {
      const { client, sent } = createRecordingClient();
      const { model: fed, feed } = handFedModel();
      const abort = new AbortController();
      const result = streamText({
        model: observed(fed, client),
        prompt: "Tell me a story",
        abortSignal: abort.signal,
        telemetry: { integrations: [nebulyTelemetry({ client })] },
      });
      feed({ type: "text-start", id: "1" });
      feed({ type: "text-delta", id: "1", delta: "Once upon" });
      for await (const _ of result.textStream) abort.abort();
      const bodies = await sent();
      expect(bodies).toMatchObject([
        {
          interaction: { output: "Once upon", tags: { interaction_status: "cancelled" } },
          traces: [{ output: "Once upon" }],
        },
      ]);
    });

    test("ends a stream that nobody reads on as abandoned, with the text seen so far", async () => {
      const { client, clock, delivered } = createHandClockedClient();
      const { model: fed, feed } = handFedModel();
      const result = streamText({
        model: observed(fed, client),
        prompt: "Tell me a story",
        telemetry: { integrations: [nebulyTelemetry({ client })] },
      });
      feed({ type: "text-start", id: "1" });
      feed({ type: "text-delta", id: "1", delta: "Once upon" });
      const reader = result.textStream.getReader();
      expect(await reader.read()).toMatchObject({ value: "Once upon" });
      clock.advance(300_000);
      expect(delivered).toMatchObject([{ output: "Once upon", tags: { interaction_status: "abandoned" } }]);
    });
  });
}

test("the telemetry's options are those of a turn that only embeds", async () => {
  const { client, sent } = createRecordingClient();
  const telemetry = { integrations: [nebulyTelemetry({ client, endUser: "ada" })] };
  const model = scriptedEmbeddingModel();
  await client.interaction({ input: "Hi" }, () => embed({ model, value: "inside", telemetry }));
  expect(await sent()).toMatchObject([{ interaction: { end_user: "ada" }, traces: [{ model: "embedder" }] }]);
});

test("an observed model's own options count where the telemetry tells of its call as well", async () => {
  const { client, sent } = createRecordingClient();
  const telemetry = { integrations: [nebulyTelemetry({ client, tags: { app: "search" } })] };
  const embedder = observeModel(scriptedEmbeddingModel(), { client, endUser: "ada" });
  await client.interaction({ input: "Hi" }, () => embed({ model: embedder, value: "inside", telemetry }));
  const answering = observeModel(scriptedModel([{ text: '{"hours":"9 to 17"}' }]), { client, endUser: "ada" });
  const schema = z.object({ hours: z.string() });
  await generateObject({ model: answering, prompt: "Opening hours?", schema, telemetry });
  const expected = { interaction: { end_user: "ada", tags: { app: "search" } } };
  expect(await sent()).toMatchObject([expected, expected]);
});

test("a tool's trace tells what the tool returned, not what the next prompt makes of it", async () => {
  const { client, sent } = createRecordingClient();
  const shortened = tool({
    inputSchema: z.object({ query: z.string() }),
    execute: async () => ["the first page", "the second page"],
    toModelOutput: () => ({ type: "text" as const, value: "two pages" }),
  });
  await generateText({
    model: scriptedModel([toolStep, { text: "9 to 17." }]),
    prompt: "Opening hours?",
    tools: { search: shortened },
    stopWhen: isStepCount(3),
    telemetry: { integrations: [nebulyTelemetry({ client })] },
  });
  const [body] = await sent();
  expect(body?.traces[1]).toMatchObject({ source: "search", outputs: ["the first page", "the second page"] });
  expect(JSON.stringify(body?.traces[2])).toContain("two pages");
});

test("a call with telemetry switched off is left alone", async () => {
  const { client, sentAtShutdown } = createRecordingClient();
  const telemetry = { isEnabled: false, integrations: [nebulyTelemetry({ client })] };
  await generateText({ model: scriptedModel([{ text: "Hi." }]), prompt: "Hi", telemetry });
  expect(await sentAtShutdown()).toEqual([]);
});
