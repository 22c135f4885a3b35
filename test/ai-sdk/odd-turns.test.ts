// Turns that do not go as the documentation's examples do.
import { RunnableLambda } from "@langchain/core/runnables";
import { embed, generateText, isStepCount, simulateReadableStream, streamText, tool, wrapEmbeddingModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { Nebuly } from "nebuly";
import { nebulyEmbeddingMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createHandClockedClient } from "./hand-clocked-client.ts";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { handFedModel, scriptedEmbeddingModel, scriptedModel, toParts, usage } from "./test-models.ts";

type Content = Awaited<ReturnType<MockLanguageModelV4["doGenerate"]>>["content"];

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };

/** A promise that the test settles. */
function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe("a turn that is called off", () => {
  test("ends at once although its model does not listen to the signal", async () => {
    const { client, delivered } = createHandClockedClient();
    const abort = new AbortController();
    const model = observeModel(new MockLanguageModelV4({ doGenerate: () => new Promise(() => {}) }), { client });
    const answer = generateText({ model, prompt: "Hi", abortSignal: abort.signal });
    answer.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    expect(delivered).toMatchObject([{ input: "Hi", tags: { interaction_status: "cancelled" } }]);
  });

  for (const way of ["observeModel", "nebulyTelemetry"] as const) {
    test(`is cancelled while a tool runs, seen by ${way}`, async () => {
      const { client, capture, clock, delivered } = createHandClockedClient();
      const abort = new AbortController();
      const search = tool({
        inputSchema: z.object({ query: z.string() }),
        execute: (_, { abortSignal }) =>
          new Promise<string>((_resolve, reject) => {
            abortSignal?.addEventListener("abort", () => reject(abortSignal.reason));
            setImmediate(() => abort.abort());
          }),
      });
      const script = scriptedModel([toolStep, { text: "never" }]);
      const result = streamText({
        model: way === "observeModel" ? observeModel(script, { client }) : script,
        prompt: "Opening hours?",
        tools: { search },
        stopWhen: isStepCount(3),
        abortSignal: abort.signal,
        ...(way === "nebulyTelemetry" && { telemetry: { integrations: [nebulyTelemetry({ client })] } }),
      });
      await result.consumeStream();
      clock.advance(5_000);
      expect(delivered).toMatchObject([{ input: "Opening hours?", tags: { interaction_status: "cancelled" } }]);
      expect(capture.stats().open).toBe(0);
      expect(clock.armed).toBe(0);
    });
  }
});

/** A model that hears the signal when it is called, as a provider's client does. */
function listening(model: MockLanguageModelV4): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async (options) => {
      options.abortSignal?.throwIfAborted();
      return model.doStream(options);
    },
  });
}

for (const way of ["observeModel", "nebulyTelemetry", "both"] as const) {
  describe(`a turn that was called off before its model is called, seen by ${way}`, () => {
    const start = (steps: Parameters<typeof scriptedModel>[0]) => {
      const { client, ...others } = createHandClockedClient();
      const model = listening(scriptedModel(steps));
      const telemetry = { telemetry: { integrations: [nebulyTelemetry({ client })] } };
      const options = {
        model: way === "nebulyTelemetry" ? model : observeModel(model, { client }),
        prompt: "Opening hours?",
        ...(way !== "observeModel" && telemetry),
      };
      return { ...others, options };
    };

    test("is one cancelled interaction", async () => {
      const { options, capture, clock, delivered } = start([{ text: "never" }]);
      await streamText({ ...options, abortSignal: AbortSignal.abort() }).consumeStream();
      await new Promise((resolve) => setImmediate(resolve));
      expect(delivered).toMatchObject([{ input: "Opening hours?", tags: { interaction_status: "cancelled" } }]);
      expect(delivered[0]?.traces).toMatchObject([{ output: "" }]);
      expect(capture.stats().open).toBe(0);
      clock.advance(300_000);
      expect(delivered).toHaveLength(1);
    });

    test("between two steps, it is one cancelled interaction", async () => {
      const { options, capture, clock, delivered } = start([toolStep, { text: "never" }]);
      const abort = new AbortController();
      const result = streamText({
        ...options,
        tools: { search: tool({ inputSchema: z.object({ query: z.string() }), execute: async () => "open" }) },
        stopWhen: isStepCount(3),
        abortSignal: abort.signal,
        prepareStep: async ({ stepNumber }) => {
          if (stepNumber === 1) abort.abort();
          await new Promise((resolve) => setImmediate(resolve));
          return {};
        },
      });
      await result.consumeStream();
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(delivered).toMatchObject([{ input: "Opening hours?", tags: { interaction_status: "cancelled" } }]);
      expect(capture.stats().open).toBe(0);
      clock.advance(300_000);
      expect(delivered).toHaveLength(1);
    });
  });
}

for (const way of ["observeModel", "nebulyTelemetry"] as const) {
  test(`a tool that takes longer than the idle limit makes two interactions, and the answer is in the second (${way})`, async () => {
    const { client, clock, delivered } = createHandClockedClient();
    const gate = createGate();
    const started = createGate();
    const search = tool({
      inputSchema: z.object({ query: z.string() }),
      execute: async () => {
        started.open();
        await gate.opened;
        return "open";
      },
    });
    const script = scriptedModel([toolStep, { text: "9 to 17." }]);
    const answer = generateText({
      model: way === "observeModel" ? observeModel(script, { client }) : script,
      prompt: "Opening hours?",
      tools: { search },
      stopWhen: isStepCount(3),
      providerOptions: { nebuly: { endUser: "ada" } },
      ...(way === "nebulyTelemetry" && { telemetry: { integrations: [nebulyTelemetry({ client })] } }),
    });
    await started.opened;
    clock.advance(300_000);
    gate.open();
    await answer;
    expect(delivered).toMatchObject([
      { input: "Opening hours?", endUser: "ada" },
      { input: "Opening hours?", output: "9 to 17.", endUser: "ada", tags: noTags },
    ]);
  });
}

test("a call inside a chain of the other framework is one of its steps, and the chain gives the texts", async () => {
  const { client, sent } = createRecordingClient();
  const model = observeModel(scriptedModel([toolStep, { text: "9 to 17." }]), { client });
  const search = tool({ inputSchema: z.object({ query: z.string() }), execute: async () => "open" });
  const chain = RunnableLambda.from(async (question: string) => {
    const { text } = await generateText({
      model,
      prompt: `Rendered: ${question}`,
      tools: { search },
      stopWhen: isStepCount(3),
    });
    return `Answer: ${text}`;
  });
  await chain.invoke("Opening hours?", { callbacks: [new NebulyCallbackHandler({ client })] });
  const bodies = await sent();
  expect(bodies.map(kindsOf)).toEqual([["llm", "search", "llm"]]);
  expect(bodies[0]?.interaction).toMatchObject({ input: "Opening hours?", output: "Answer: 9 to 17." });
});

test("a stream that is left after its finish part was complete, one that is left before was not", async () => {
  for (const [parts, status] of [
    [toParts({ text: "Hello." }).length, undefined],
    [3, "cancelled"],
  ] as const) {
    const { client, delivered } = createHandClockedClient();
    const model = observeModel(scriptedModel([{ text: "Hello." }]), { client });
    const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];
    const reader = (await model.doStream({ prompt })).stream.getReader();
    for (let read = 0; read < parts; read += 1) await reader.read();
    await reader.cancel();
    expect(delivered.map(({ tags }) => tags.interaction_status)).toEqual([status]);
  }
});

test("texts that interleave are kept apart, in the order in which they began", async () => {
  const { client, delivered } = createHandClockedClient();
  const { model: fed, feed, close } = handFedModel();
  const result = streamText({ model: observeModel(fed, { client }), prompt: "Hi" });
  feed({ type: "text-start", id: "1" });
  feed({ type: "text-start", id: "2" });
  for (const [id, delta] of [
    ["2", "second"],
    ["1", "first, "],
    ["2", " text"],
  ] as const) {
    feed({ type: "text-delta", id, delta });
  }
  for (const part of toParts({ text: "" }).slice(-1)) feed(part);
  close();
  await result.consumeStream();
  expect(delivered).toMatchObject([{ output: "first, second text" }]);
});

test("pictures and files in the question become placeholders", async () => {
  const { client, delivered } = createHandClockedClient();
  const content = [
    { type: "text" as const, text: "What is this?" },
    { type: "file" as const, mediaType: "image/png", data: new Uint8Array([1, 2, 3]) },
    { type: "file" as const, mediaType: "application/pdf", filename: "menu.pdf", data: new Uint8Array([1, 2, 3]) },
  ];
  const model = observeModel(scriptedModel([{ text: "A menu." }]), { client });
  await generateText({ model, messages: [{ role: "user", content }] });
  expect(delivered).toMatchObject([{ input: "What is this?\n[image]\n[file: menu.pdf]" }]);
});

test("what only a provider understands is no text of a message", async () => {
  const { client, delivered } = createHandClockedClient();
  await generateText({
    model: observeModel(scriptedModel([{ text: "You are welcome." }]), { client }),
    messages: [
      { role: "user", content: "Opening hours?" },
      {
        role: "assistant",
        content: [
          { type: "custom", kind: "anthropic.message_start" },
          { type: "text", text: "9 to 17." },
        ],
      },
      { role: "user", content: "Thanks!" },
    ],
  });
  expect(delivered[0]?.traces).toMatchObject([{ messages: [{}, { role: "assistant", content: "9 to 17." }, {}] }]);
});

test("getInput and getOutput choose the texts, and undefined leaves the choice", async () => {
  const { client, delivered } = createHandClockedClient();
  const model = observeModel(scriptedModel([{ text: '{"answer":"Nine."}' }, { text: "plain" }]), {
    client,
    getInput: (prompt) => (JSON.stringify(prompt).includes("Hours") ? "Opening hours?" : undefined),
    getOutput: (text) => (String(text).startsWith("{") ? JSON.parse(String(text)).answer : undefined),
  });
  await generateText({ model, prompt: "Answer as JSON. Hours" });
  await generateText({ model, prompt: "Hi" });
  expect(delivered).toMatchObject([
    { input: "Opening hours?", output: "Nine." },
    { input: "Hi", output: "plain" },
  ]);
});

test("options of a call that cannot be used are left out and named in the log, and the call goes on", async () => {
  const { client, delivered, warnings } = createHandClockedClient();
  const model = observeModel(scriptedModel([{ text: "Hello." }]), { client });
  const nebuly = { endUser: "", conversationId: 7, tags: { plan: "pro" } };
  expect((await generateText({ model, prompt: "Hi", providerOptions: { nebuly } })).text).toBe("Hello.");
  expect(delivered).toMatchObject([{ endUser: "anonymous", conversationId: "7", tags: { plan: "pro" } }]);
  expect(warnings).toEqual([expect.stringContaining("nebuly.endUser")]);
});

test("with capture off the options are stripped all the same, and nothing else happens", async () => {
  const client = new Nebuly({ logger: { debug() {}, warn() {}, error() {} } });
  const inner = scriptedModel([{ text: "Hello." }]);
  const { text } = await generateText({
    model: observeModel(inner, { client }),
    prompt: "Hi",
    providerOptions: { nebuly: { endUser: "u" } },
    telemetry: { integrations: [nebulyTelemetry({ client })] },
  });
  expect(text).toBe("Hello.");
  expect(inner.doGenerateCalls[0]?.providerOptions).toBe(undefined);
  expect(client.stats()).toMatchObject({ offered: 0, capture: { open: 0 } });
});

test("the options that an embedding model was observed with are those of the turn that it joins", async () => {
  const { client, sent } = createRecordingClient();
  const model = observeModel(scriptedEmbeddingModel(), { client, endUser: "ada", tags: { app: "search" } });
  await client.interaction({ input: "Hi", tags: { page: "faq" } }, () => embed({ model, value: "inside" }));
  const [body] = await sent();
  expect(body?.interaction).toMatchObject({ end_user: "ada", tags: { app: "search", page: "faq" } });
});

test("an embedding middleware tells of the embeddings of a scope, and of none outside", async () => {
  const { client, sentAtShutdown } = createRecordingClient();
  const model = wrapEmbeddingModel({
    model: scriptedEmbeddingModel(),
    middleware: nebulyEmbeddingMiddleware({ client }),
  });
  await embed({ model, value: "outside" });
  await client.interaction({ input: "Hi" }, () => embed({ model, value: "inside" }));
  const bodies = await sentAtShutdown();
  expect(bodies.map(kindsOf)).toEqual([["embedding"]]);
  expect(bodies[0]?.traces).toEqual([{ model: "embedder", input: "inside", input_tokens: 4 }]);
});

test("a finished run that is reported later, with no model call executed, is told from its events", async () => {
  const { client, delivered } = createHandClockedClient();
  const telemetry = nebulyTelemetry({ client });
  const messages = [{ role: "user", content: "Opening hours?" }];
  telemetry.onStart({ callId: "run-1", operationId: "ai.generateText", messages });
  telemetry.onLanguageModelCallStart({ callId: "run-1", modelId: "m", instructions: "Be brief.", messages });
  telemetry.onLanguageModelCallEnd({
    callId: "run-1",
    finishReason: "stop",
    content: [{ type: "text", text: "9 to 17." }],
    usage: { inputTokens: 5, outputTokens: 3 },
  });
  telemetry.onEnd({ callId: "run-1" });
  expect(delivered).toMatchObject([
    {
      input: "Opening hours?",
      output: "9 to 17.",
      traces: [{ model: "m", messages: [{ role: "system" }, { role: "user" }], inputTokens: 5, outputTokens: 3 }],
    },
  ]);
});

test("an answer that had come whole when its reader left is complete, although the SDK tells of no end", async () => {
  const { client, clock, delivered } = createHandClockedClient();
  const telemetry = nebulyTelemetry({ client });
  const messages = [{ role: "user", content: "Opening hours?" }];
  telemetry.onStart({ callId: "run-1", operationId: "ai.streamText", messages });
  const chunks = toParts({ text: "9 to 17." });
  const execute = async () => ({ stream: simulateReadableStream({ chunks }) });
  const { stream } = await telemetry.executeLanguageModelCall({ callId: "run-1", execute });
  await stream.pipeTo(new WritableStream());
  expect(delivered).toEqual([]);
  clock.advance(300_000);
  expect(delivered).toMatchObject([{ output: "9 to 17.", timeEnd: "2026-01-01T10:00:00.000Z" }]);
  expect(delivered[0]?.tags).toEqual({});
});

for (const way of ["observeModel", "nebulyTelemetry"] as const) {
  describe(`a tool that the provider runs and answers in a later call, seen by ${way}`, () => {
    const paused = {
      type: "tool-call",
      toolCallId: "p1",
      toolName: "code",
      input: "{}",
      providerExecuted: true,
    } as const;
    const result = { type: "tool-result", toolCallId: "p1", toolName: "code", result: ["42"] } as const;
    const start = (contents: readonly Content[]) => {
      const { client, ...others } = createHandClockedClient();
      const left = contents.values();
      const model = new MockLanguageModelV4({
        doGenerate: async () => {
          const content = [...(left.next().value ?? [])];
          return { content, finishReason: { unified: "stop", raw: "stop" }, usage, warnings: [] };
        },
      });
      const telemetry = { telemetry: { integrations: [nebulyTelemetry({ client })] } };
      const options = way === "observeModel" ? { model: observeModel(model, { client }) } : { model, ...telemetry };
      return { ...others, options };
    };

    test("is a step of the one turn, with its result", async () => {
      const { options, capture, delivered } = start([[paused], [result, { type: "text", text: "It is 42." }]]);
      const code = {
        type: "provider",
        id: "test.code",
        args: {},
        inputSchema: z.any(),
        outputSchema: z.any(),
        isProviderExecuted: true,
        supportsDeferredResults: true,
      } as const;
      await generateText({ ...options, prompt: "Sum?", tools: { code }, stopWhen: isStepCount(3) });
      expect(delivered).toMatchObject([{ input: "Sum?", output: "It is 42.", tags: noTags }]);
      expect(delivered[0]?.traces).toMatchObject([{}, { source: "code", outputs: ["42"] }, { output: "It is 42." }]);
      expect(capture.stats().open).toBe(0);
    });

    test("goes on in the request that approves it", async () => {
      const asking = { type: "tool-approval-request", approvalId: "a1", toolCallId: "p1" } as const;
      const { options, delivered } = start([
        [{ ...paused, dynamic: true }, asking],
        [
          { ...paused, dynamic: true },
          { ...result, dynamic: true },
          { type: "text", text: "It is 42." },
        ],
      ]);
      const question = { role: "user", content: "Sum?" } as const;
      const asked = await generateText({ ...options, messages: [question] });
      const approval = { type: "tool-approval-response", approvalId: "a1", approved: true } as const;
      await generateText({
        ...options,
        messages: [question, ...asked.responseMessages, { role: "tool", content: [approval] }],
      });
      expect(delivered).toMatchObject([{ input: "Sum?", output: "It is 42.", tags: noTags }]);
      expect(delivered[0]?.traces).toMatchObject([
        {},
        { source: "code", outputs: ["42"] },
        { output: "code({})\nIt is 42." },
      ]);
    });

    test("leaves a turn that goes on to answer ended at once, although no result ever comes", async () => {
      const { options, delivered } = start([[paused, { type: "text", text: "It is 42." }]]);
      await generateText({ ...options, prompt: "Sum?" });
      expect(delivered).toMatchObject([{ output: "It is 42.", tags: noTags }]);
    });
  });
}
