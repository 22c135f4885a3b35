// Whatever a model gives, the user's call behaves as without us, and the interaction can be told.
import { generateText, streamText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { toInteractionBody } from "../../src/wire/interaction-body.ts";
import { fc } from "../property-testing.ts";
import { createHandClockedClient, type HandClockedClient } from "./hand-clocked-client.ts";

const knownTypes = [
  "stream-start",
  "response-metadata",
  "text-start",
  "text-delta",
  "text-end",
  "text",
  "reasoning-delta",
  "tool-input-start",
  "tool-call",
  "tool-result",
  "tool-approval-request",
  "file",
  "source",
  "raw",
  "ping",
  "custom",
  "error",
  "finish",
];

const hostile = fc.constantFrom<() => unknown>(
  () => ({
    get type(): string {
      throw new Error("hostile getter");
    },
  }),
  () => ({
    type: "finish",
    get usage(): unknown {
      throw new Error("hostile usage");
    },
  }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => {
    const circular: Record<string, unknown> = { type: "tool-call", toolCallId: "c", toolName: "t" };
    circular.input = circular;
    return circular;
  },
  () => ({ type: "finish", finishReason: "stop", usage: { inputTokens: Number.NaN, outputTokens: -1 } }),
  () => ({
    type: "finish",
    finishReason: { unified: "stop" },
    usage: { inputTokens: { total: Number.NaN, cacheRead: 1n } },
  }),
  () => ({ type: "text-delta", id: "1", delta: "x".repeat(300_000) }),
  () => ({ type: "file", mediaType: "application/pdf", data: new Uint8Array(1_000) }),
  () => ({
    type: "tool-result",
    toolCallId: "c",
    toolName: "t",
    result: { big: 1n, fn: () => 1 },
    providerExecuted: true,
  }),
);

type Make = () => unknown;
const made = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Make> => arbitrary.map((value) => () => value);

/** Makers, as the test's own tools can't look at what is made. */
const wildPart: fc.Arbitrary<Make> = fc.oneof(
  {
    weight: 4,
    arbitrary: made(fc.record({ type: fc.constant("text-delta"), id: fc.constantFrom("1", "2"), delta: fc.string() })),
  },
  {
    weight: 4,
    arbitrary: made(
      fc.record(
        {
          type: fc.constantFrom(...knownTypes),
          id: fc.anything(),
          delta: fc.anything(),
          text: fc.anything(),
          toolCallId: fc.oneof(fc.string(), fc.anything()),
          toolName: fc.oneof(fc.string(), fc.anything()),
          input: fc.anything(),
          result: fc.anything(),
          providerExecuted: fc.boolean(),
          usage: fc.anything(),
          finishReason: fc.anything(),
          error: fc.anything(),
        },
        { requiredKeys: ["type"] },
      ),
    ),
  },
  { weight: 1, arbitrary: made(fc.anything()) },
  { weight: 2, arbitrary: hostile },
);

/** The parts come as they are: their types are what the tests are about. */
function modelOf(parts: readonly unknown[]): MockLanguageModelV4 {
  const given = parts as readonly never[];
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: new ReadableStream({
        start(controller) {
          for (const part of given) controller.enqueue(part);
          controller.close();
        },
      }),
    }),
    doGenerate: async () => ({
      content: [...given],
      finishReason: given[0] as never,
      usage: given[1] as never,
      warnings: [],
    }),
  });
}

/** Everything that was opened ends once, and what it became is plain text. */
function expectTold({ clock, delivered, capture }: HandClockedClient, count: number): void {
  clock.advance(300_000);
  clock.advance(300_000);
  expect(delivered).toHaveLength(count);
  expect(capture.stats().open).toBe(0);
  for (const interaction of delivered) {
    const body = toInteractionBody(interaction, "v3");
    expect(JSON.parse(JSON.stringify(body))).toEqual(body);
    for (const trace of body.traces) {
      if ("messages" in trace) expect([typeof trace.model, typeof trace.output]).toEqual(["string", "string"]);
      else if ("outputs" in trace) expect(trace.outputs.every((output) => typeof output === "string")).toBe(true);
    }
  }
}

async function readAll(stream: ReadableStream<unknown>): Promise<unknown[]> {
  const reader = stream.getReader();
  const read: unknown[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return read;
    read.push(value);
  }
}

test("every part of a stream comes through, the same and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wildPart, { maxLength: 12 }), async (makers) => {
      const parts = makers.map((make) => make());
      const world = createHandClockedClient();
      const model = observeModel(modelOf(parts), { client: world.client });
      const { stream } = await model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] });
      const read = await readAll(stream);
      expect(read.length).toBe(parts.length);
      expect(read.every((part, index) => Object.is(part, parts[index]))).toBe(true);
      expectTold(world, 1);
    }),
    { numRuns: 200 },
  );
});

async function outcomeOf(run: () => PromiseLike<unknown>): Promise<string> {
  try {
    return `value: ${String(await run())}`;
  } catch (error) {
    return `error: ${String(error)}`;
  }
}

test("generateText and streamText give what they give without us", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wildPart, { maxLength: 8 }), fc.boolean(), async (makers, isStreamed) => {
      const parts = makers.map((make) => make());
      const call = (model: MockLanguageModelV4) =>
        isStreamed
          ? outcomeOf(() => streamText({ model, prompt: "Hi", maxRetries: 0, onError() {} }).text)
          : outcomeOf(async () => (await generateText({ model, prompt: "Hi", maxRetries: 0 })).text);
      const world = createHandClockedClient();
      const bare = await call(modelOf(parts));
      const observed = await call(observeModel(modelOf(parts), { client: world.client }));
      expect(observed).toBe(bare);
      expectTold(world, 1);
    }),
    { numRuns: 100 },
  );
});

function madeList(makers: readonly Make[]): Make {
  return () => makers.map((make) => make());
}

test("a prompt that nothing can read leaves the call alone", async () => {
  const wildPrompt = fc.oneof(wildPart, fc.array(wildPart).map(madeList));
  await fc.assert(
    fc.asyncProperty(wildPrompt, async (make) => {
      const prompt = make() as never;
      const world = createHandClockedClient();
      const model = observeModel(modelOf([]), { client: world.client });
      const { stream } = await model.doStream({ prompt, providerOptions: { nebuly: prompt } });
      expect(await readAll(stream)).toEqual([]);
      // Without a prompt it is the call of a model of another kind, such as one that transcribes.
      expectTold(world, prompt === undefined ? 0 : 1);
    }),
    { numRuns: 150 },
  );
});
