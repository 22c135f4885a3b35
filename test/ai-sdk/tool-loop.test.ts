import { APICallError, generateText, isStepCount, type ModelMessage, streamText, tool, wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { nebulyMiddleware, observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { isLlmTrace } from "../../src/wire/interaction.ts";
import { noTags } from "../capture/no-tags.ts";
import { createHandClockedClient } from "./hand-clocked-client.ts";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { handFedModel, type StreamPart, scriptedModel } from "./test-models.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const search = tool({ inputSchema: z.object({ query: z.string() }), execute: async () => "open" });
const clientSideSearch = tool({
  inputSchema: z.object({ query: z.string() }),
  outputSchema: z.array(z.string()),
});

function overloaded(isRetryable: boolean): APICallError {
  return new APICallError({
    message: "overloaded",
    url: "http://model.test",
    requestBodyValues: {},
    statusCode: 529,
    responseHeaders: { "retry-after-ms": "1" },
    isRetryable,
  });
}

describe("a loop that stops on a tool call", () => {
  test("is complete when the idle limit says that nothing more comes", async () => {
    const { client, clock, delivered } = createHandClockedClient();
    const model = observeModel(scriptedModel([toolStep]), { client });
    await generateText({ model, prompt: "Opening hours?", tools: { search } });
    expect(delivered).toEqual([]);
    clock.advance(300_000);
    expect(delivered).toMatchObject([{ input: "Opening hours?", output: 'search({"query":"hours"})', tags: noTags }]);
    expect(clock.armed).toBe(0);
  });

  test("is complete when the scope's function that awaited it has returned", async () => {
    const { client, sent } = createRecordingClient();
    const model = observeModel(scriptedModel([toolStep]), { client });
    await client.interaction({ endUser: "user-1" }, () =>
      generateText({ model, prompt: "Opening hours?", tools: { search } }),
    );
    expect(await sent()).toMatchObject([{ interaction: { end_user: "user-1", tags: noTags } }]);
  });

  test("goes on with the next request that brings the result of a client-side tool", async () => {
    const { client, sent } = createRecordingClient();
    const model = observeModel(scriptedModel([toolStep, { text: "9 to 17." }]), { client });
    const question = { role: "user" as const, content: "Opening hours?" };
    const tools = { search: clientSideSearch };
    const first = streamText({ model, messages: [question], tools });
    const asked = (await first.response).messages;
    const answered = {
      role: "tool" as const,
      content: [
        {
          type: "tool-result" as const,
          toolCallId: "call-1",
          toolName: "search",
          output: { type: "json" as const, value: ["9 to 17"] },
        },
      ],
    };
    await generateText({ model, messages: [question, ...asked, answered], tools });
    const bodies = await sent();
    expect(bodies).toHaveLength(1);
    expect(kindsOf(bodies[0])).toEqual(["llm", "search", "llm"]);
    expect(bodies[0]?.traces[1]).toEqual({ source: "search", input: '{"query":"hours"}', outputs: ["9 to 17"] });
  });

  test("is not mistaken for another turn that reuses the ids of its tool calls", async () => {
    const { client, clock, delivered } = createHandClockedClient();
    const model = observeModel(scriptedModel([toolStep, toolStep, { text: "Nine." }]), { client });
    await generateText({ model, prompt: "First question?", tools: { search } });
    const first = await generateText({ model, prompt: "Second question?", tools: { search } });
    await generateText({
      model,
      messages: [{ role: "user", content: "Second question?" }, ...first.responseMessages],
      tools: { search },
    });
    expect(delivered).toMatchObject([{ input: "Second question?", output: "Nine." }]);
    clock.advance(300_000);
    expect(delivered).toMatchObject([{}, { input: "First question?", output: 'search({"query":"hours"})' }]);
  });
});

describe("a loop whose messages are cut between its steps", () => {
  const history: ModelMessage[] = [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello." },
    { role: "user", content: "Opening hours?" },
  ];
  const cuts: Record<string, (messages: readonly ModelMessage[]) => ModelMessage[]> = {
    "the question is cut off": (messages) => messages.slice(-2),
    "the question is cut off and an earlier one kept": (messages) => [...messages.slice(0, 1), ...messages.slice(-2)],
  };
  for (const [name, cut] of Object.entries(cuts)) {
    test(`stays one turn where ${name}`, async () => {
      const { client, capture, delivered } = createHandClockedClient();
      const model = observeModel(scriptedModel([toolStep, toolStep, { text: "9 to 17." }]), { client });
      await generateText({
        model,
        messages: history,
        tools: { search },
        stopWhen: isStepCount(5),
        prepareStep: ({ stepNumber, messages }) => (stepNumber > 0 ? { messages: cut(messages) } : {}),
      });
      expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
      expect(delivered[0]?.traces).toHaveLength(5);
      expect(capture.stats().open).toBe(0);
    });
  }

  test("is never mistaken for another one that runs at once", async () => {
    const { client, clock, delivered } = createHandClockedClient();
    // Ada's second tool is called before Grace's, and ends after it.
    const delays = new Map([
      ["ada", [0, 20]],
      ["grace", [5, 0]],
    ]);
    const slowFor = (user: string) =>
      tool({
        inputSchema: z.object({ query: z.string() }),
        execute: async () => {
          for (let turns = delays.get(user)?.shift() ?? 0; turns > 0; turns -= 1) await new Promise(setImmediate);
        },
      });
    const ask = async (user: string): Promise<void> => {
      const model = scriptedModel([toolStep, toolStep, { text: `for ${user}` }]);
      await generateText({
        model: observed(model),
        prompt: `question of ${user}`,
        tools: { search: slowFor(user) },
        stopWhen: isStepCount(4),
        prepareStep: ({ stepNumber, messages }) => (stepNumber > 0 ? { messages: messages.slice(-2) } : {}),
        providerOptions: { nebuly: { endUser: user } },
      });
    };
    // One observer serves everybody, as a middleware of a whole app does.
    const middleware = nebulyMiddleware({ client });
    const observed = (model: MockLanguageModelV4) => wrapLanguageModel({ model, middleware });
    await Promise.all(["ada", "grace"].map(ask));
    clock.advance(300_000);
    expect(delivered.map(({ endUser, input, output }) => [endUser, input, output]).sort()).toEqual([
      ["ada", "question of ada", "for ada"],
      ["grace", "question of grace", "for grace"],
    ]);
  });
});

describe("an attempt that failed", () => {
  test("is a trace of the turn whose repetition ended well", async () => {
    const { client, delivered } = createHandClockedClient();
    let attempts = 0;
    const model = observeModel(
      new MockLanguageModelV4({
        doGenerate: async (options) => {
          attempts += 1;
          if (attempts < 3) throw overloaded(true);
          return scriptedModel([{ text: "Hello." }]).doGenerate(options);
        },
      }),
      { client },
    );
    await generateText({ model, prompt: "Hi" });
    expect(delivered).toMatchObject([{ output: "Hello.", tags: noTags }]);
    expect(delivered[0]?.traces.map((trace) => isLlmTrace(trace) && trace.output)).toEqual(["", "", "Hello."]);
  });

  test("makes the turn failed when no repetition comes", async () => {
    const { client, clock, delivered } = createHandClockedClient();
    const model = observeModel(
      new MockLanguageModelV4({
        doGenerate: async () => {
          throw overloaded(true);
        },
      }),
      { client },
    );
    await expect(generateText({ model, prompt: "Hi", maxRetries: 0 })).rejects.toThrow("overloaded");
    expect(delivered).toEqual([]);
    clock.advance(3_000);
    expect(delivered).toMatchObject([{ input: "Hi", output: "", tags: { interaction_status: "failed" } }]);
    expect(clock.armed).toBe(0);
  });

  for (const isClosed of [true, false]) {
    test(`in the middle of its stream is a trace of the turn whose repetition ended well, ${isClosed ? "closed" : "left open"} by the provider`, async () => {
      const { client, capture, delivered } = createHandClockedClient();
      let attempts = 0;
      const broken = async () => ({
        stream: new ReadableStream<StreamPart>({
          start(controller) {
            controller.enqueue({ type: "text-start", id: "1" });
            controller.enqueue({ type: "text-delta", id: "1", delta: "Half an " });
            controller.enqueue({ type: "error", error: new Error("overloaded") });
            if (isClosed) controller.close();
          },
        }),
      });
      const script = scriptedModel([toolStep, { text: "A whole answer." }]);
      const model = observeModel(
        new MockLanguageModelV4({
          doStream: async (options) => {
            attempts += 1;
            return attempts === 2 ? broken() : script.doStream(options);
          },
        }),
        { client },
      );
      const result = streamText({
        model,
        prompt: "Hi",
        tools: { search },
        stopWhen: isStepCount(3),
        streamRetries: 1,
        onError() {},
      });
      await result.consumeStream();
      expect(delivered).toMatchObject([{ input: "Hi", output: "A whole answer.", tags: noTags }]);
      expect(delivered[0]?.traces).toMatchObject([
        {},
        { source: "search" },
        { output: "Half an " },
        { output: "A whole answer." },
      ]);
      expect(capture.stats().open).toBe(0);
    });
  }

  test("in the middle of its stream makes the turn failed when no repetition comes", async () => {
    const { client, clock, delivered } = createHandClockedClient();
    const { model, feed } = handFedModel();
    const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];
    const reader = (await observeModel(model, { client }).doStream({ prompt })).stream.getReader();
    feed({ type: "error", error: new Error("overloaded") });
    await reader.read();
    await reader.cancel();
    clock.advance(1_000);
    expect(delivered).toMatchObject([{ input: "Hi", tags: { interaction_status: "failed" } }]);
    expect(clock.armed).toBe(0);
  });

  test("of a model that falls back on another one is a trace where only the models inside are observed", async () => {
    const { client, capture, delivered } = createHandClockedClient();
    const failing = observeModel(
      new MockLanguageModelV4({
        modelId: "first",
        doGenerate: async () => {
          throw overloaded(false);
        },
      }),
      { client },
    );
    const second = observeModel(scriptedModel([toolStep, { text: "Hello." }]), { client });
    const model = new MockLanguageModelV4({
      doGenerate: (options) =>
        Promise.resolve(failing.doGenerate(options)).catch(() => Promise.resolve(second.doGenerate(options))),
    });
    await generateText({ model, prompt: "Hi", tools: { search }, stopWhen: isStepCount(3) });
    expect(delivered).toMatchObject([{ input: "Hi", output: "Hello.", tags: noTags }]);
    expect(delivered[0]?.traces).toMatchObject([
      { model: "first" },
      { model: "scripted" },
      { source: "search" },
      { model: "first" },
      { model: "scripted" },
    ]);
    expect(capture.stats().open).toBe(0);
  });

  test("of a model that falls back on another one is a trace, told by the observed models inside", async () => {
    const { client, sent } = createRecordingClient();
    const failing = observeModel(
      new MockLanguageModelV4({
        modelId: "first",
        doGenerate: async () => {
          throw overloaded(false);
        },
      }),
      { client },
    );
    const second = observeModel(scriptedModel([{ text: "Hello." }]), { client });
    const fallback = new MockLanguageModelV4({
      modelId: "fallback",
      doGenerate: (options) =>
        Promise.resolve(failing.doGenerate(options)).catch(() => Promise.resolve(second.doGenerate(options))),
    });
    await generateText({ model: observeModel(fallback, { client }), prompt: "Hi" });
    await generateText({ model: fallback, prompt: "Hi" }).catch(() => {});
    const bodies = await sent();
    expect(bodies[0]).toMatchObject({
      interaction: { output: "Hello.", tags: noTags },
      traces: [
        { model: "first", output: "" },
        { model: "scripted", output: "Hello." },
      ],
    });
  });
});
