// Next.js loads instrumentation.ts and a route with a copy of the package each: they must know of each other.
import { embed, generateObject, generateText, isStepCount, tool } from "ai";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };

test("telemetry of one copy and models of another tell every call once", async () => {
  const first = await import("nebuly/ai-sdk");
  vi.resetModules();
  const second = await import("nebuly/ai-sdk");
  expect(second.observeModel).not.toBe(first.observeModel);
  const { client, sent } = createRecordingClient();
  const telemetry = { integrations: [first.nebulyTelemetry({ client }), second.nebulyTelemetry({ client })] };
  const embedder = second.observeModel(scriptedEmbeddingModel(), { client });
  const search = tool({
    inputSchema: z.object({ query: z.string() }),
    execute: async ({ query }) => (await embed({ model: embedder, value: query, telemetry })).embedding,
  });
  const model = second.observeModel(scriptedModel([toolStep, { text: "9 to 17." }, { text: '{"city":"Rome"}' }]), {
    client,
  });
  await generateText({ model, prompt: "Opening hours?", tools: { search }, stopWhen: isStepCount(3), telemetry });
  await generateObject({ model, prompt: "City?", schema: z.object({ city: z.string() }), telemetry });
  const bodies = await sent();
  expect(bodies.map(kindsOf)).toEqual([["llm", "search", "embedding", "llm"], ["llm"]]);
  expect(bodies[0]?.traces[3]).toMatchObject({ output: "9 to 17." });
  expect(bodies[1]?.interaction).toMatchObject({ input: "City?", output: '{"city":"Rome"}' });
});

test("a loop that one copy left waiting goes on in the other", async () => {
  const first = await import("nebuly/ai-sdk");
  vi.resetModules();
  const second = await import("nebuly/ai-sdk");
  const { client, sent } = createRecordingClient();
  const search = tool({ inputSchema: z.object({ query: z.string() }), outputSchema: z.string() });
  const question = { role: "user" as const, content: "Opening hours?" };
  const asked = await generateText({
    model: first.observeModel(scriptedModel([toolStep]), { client }),
    messages: [question],
    tools: { search },
  });
  const result = { type: "tool-result" as const, toolCallId: "call-1", toolName: "search" };
  const answered = {
    role: "tool" as const,
    content: [{ ...result, output: { type: "text" as const, value: "open" } }],
  };
  await generateText({
    model: scriptedModel([{ text: "9 to 17." }]),
    messages: [question, ...asked.responseMessages, answered],
    telemetry: { integrations: [second.nebulyTelemetry({ client })] },
  });
  const bodies = await sent();
  expect(bodies.map(kindsOf)).toEqual([["llm", "search", "llm"]]);
  expect(bodies[0]?.traces[1]).toMatchObject({ outputs: ["open"] });
});
