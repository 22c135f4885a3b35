import { createOpenAI } from "@ai-sdk/openai";
import { embed, generateText, isStepCount, streamText, tool, transcribe, wrapLanguageModel } from "ai";
import { nebulyMiddleware, observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { handFedModel, scriptedEmbeddingModel, scriptedModel } from "./test-models.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const search = tool({
  inputSchema: z.object({ query: z.string() }),
  execute: async ({ query }) => [`about ${query}`, "open 9 to 17"],
});

test("a generated answer becomes one interaction with its tokens and identity", async () => {
  const { client, sent } = createRecordingClient();
  const model = observeModel(scriptedModel([{ text: "9 to 17." }]), { client, tags: { app: "support" } });
  const { text } = await generateText({
    model,
    instructions: "Be brief.",
    prompt: "Opening hours?",
    providerOptions: { nebuly: { endUser: "user-1", conversationId: "chat-7" } },
  });
  expect(text).toBe("9 to 17.");
  expect(await sent()).toMatchObject([
    {
      interaction: {
        input: "Opening hours?",
        output: "9 to 17.",
        end_user: "user-1",
        conversation_id: "chat-7",
        tags: { app: "support" },
      },
      traces: [
        {
          model: "scripted",
          messages: [
            { role: "system", content: "Be brief." },
            { role: "user", content: "Opening hours?" },
          ],
          output: "9 to 17.",
          input_tokens: 11,
          output_tokens: 7,
        },
      ],
    },
  ]);
});

test("the options of this package never reach the provider", async () => {
  const { client } = createRecordingClient();
  const inner = scriptedModel([{ text: "one" }, { text: "two" }]);
  const model = observeModel(inner, { client });
  await generateText({ model, prompt: "q", providerOptions: { nebuly: { endUser: "u" }, openai: { user: "o" } } });
  await generateText({ model, prompt: "q", providerOptions: { nebuly: { endUser: "u" } } });
  expect(inner.doGenerateCalls.map((call) => call.providerOptions)).toEqual([{ openai: { user: "o" } }, undefined]);
});

for (const way of ["generateText", "streamText"] as const) {
  test(`the steps and tools of ${way} are one interaction, with no scope and no telemetry`, async () => {
    const { client, sent } = createRecordingClient();
    const model = observeModel(scriptedModel([toolStep, { text: "9 to 17." }]), { client });
    const options = { model, prompt: "Opening hours?", tools: { search }, stopWhen: isStepCount(3) };
    const text = way === "generateText" ? (await generateText(options)).text : await streamText(options).text;
    expect(text).toBe("9 to 17.");
    const bodies = await sent();
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.interaction).toMatchObject({ input: "Opening hours?", output: "9 to 17.", tags: noTags });
    expect(kindsOf(bodies[0])).toEqual(["llm", "search", "llm"]);
    expect(bodies[0]?.traces).toMatchObject([
      { output: 'search({"query":"hours"})' },
      { source: "search", input: '{"query":"hours"}', outputs: ["about hours", "open 9 to 17"] },
      {
        messages: [{ role: "user" }, { role: "assistant" }, { role: "tool" }, { role: "user", content: "" }],
        output: "9 to 17.",
      },
    ]);
  });
}

test("an embedding inside a tool stands after the tool, in the scope's one interaction", async () => {
  const { client, sent } = createRecordingClient();
  const embedder = observeModel(scriptedEmbeddingModel(), { client });
  const embedding = tool({
    inputSchema: z.object({ query: z.string() }),
    execute: async ({ query }) => (await embed({ model: embedder, value: query })).embedding,
  });
  const model = observeModel(scriptedModel([toolStep, { text: "9 to 17." }]), { client });
  await client.interaction({ endUser: "user-1" }, async () => {
    const result = streamText({
      model,
      prompt: "Opening hours?",
      tools: { search: embedding },
      stopWhen: isStepCount(3),
    });
    await result.consumeStream();
  });
  const bodies = await sent();
  expect(bodies).toHaveLength(1);
  expect(kindsOf(bodies[0])).toEqual(["llm", "search", "embedding", "llm"]);
  expect(bodies[0]?.traces[2]).toEqual({ model: "embedder", input: "hours", input_tokens: 4 });
});

test("a stream that the user aborts is cancelled and keeps the text seen so far", async () => {
  const { client, sent } = createRecordingClient();
  const { model: fed, feed } = handFedModel();
  const abort = new AbortController();
  const result = streamText({
    model: observeModel(fed, { client }),
    prompt: "Tell me a story",
    abortSignal: abort.signal,
  });
  feed({ type: "text-start", id: "1" });
  feed({ type: "text-delta", id: "1", delta: "Once upon" });
  const seen: string[] = [];
  for await (const delta of result.textStream) {
    seen.push(delta);
    abort.abort();
  }
  expect(seen).toEqual(["Once upon"]);
  expect(await sent()).toMatchObject([
    {
      interaction: { output: "Once upon", tags: { interaction_status: "cancelled" } },
      traces: [{ output: "Once upon" }],
    },
  ]);
});

test("a middleware and an observed model around one model make one trace", async () => {
  const { client, sent } = createRecordingClient();
  const inner = observeModel(scriptedModel([{ text: "Hello." }]), { client });
  const model = observeModel(wrapLanguageModel({ model: inner, middleware: nebulyMiddleware({ client }) }), {
    client,
    endUser: "user-1",
  });
  await generateText({ model, prompt: "Hi" });
  const bodies = await sent();
  expect(bodies).toHaveLength(1);
  expect(kindsOf(bodies[0])).toEqual(["llm"]);
  expect(bodies[0]?.interaction.end_user).toBe("user-1");
});

test("a transcription, whose model can stream too, is no model call of a turn", async () => {
  const { client, sent } = createRecordingClient();
  const heard = { text: "Opening hours?", segments: [], language: "en", duration: 1 };
  const provider = observeModel(createOpenAI({ apiKey: "none", fetch: async () => Response.json(heard) }), { client });
  const model = observeModel(scriptedModel([{ text: "9 to 17." }]), { client });
  const listen = () => transcribe({ model: provider.transcription("whisper-1"), audio: new Uint8Array([1]) });
  expect((await listen()).text).toBe("Opening hours?");
  await client.interaction({}, async () => {
    await generateText({ model, prompt: "Opening hours?" });
    await listen();
  });
  const bodies = await sent();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.interaction).toMatchObject({ input: "Opening hours?", output: "9 to 17." });
  expect(kindsOf(bodies[0])).toEqual(["llm"]);
  expect(client.stats().dropped).toEqual({});
});

test("an embedding outside of any turn, as when a store is filled, records nothing", async () => {
  const { client, sent } = createRecordingClient();
  const { embedding } = await embed({ model: observeModel(scriptedEmbeddingModel(), { client }), value: "a document" });
  expect(embedding.length).toBeGreaterThan(0);
  expect(await sent()).toEqual([]);
  expect(client.stats()).toMatchObject({ offered: 0, capture: { open: 0 } });
});
