// AI SDK 7 tells nobody when the reader of an answer goes away: its streams stand still from then on.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { streamText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { createHandClockedClient, type HandClockedClient } from "./hand-clocked-client.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

type Stream = Awaited<ReturnType<MockLanguageModelV4["doStream"]>>["stream"];
type Part = Stream extends ReadableStream<infer StreamPart> ? StreamPart : never;

/** What a network connection does: it holds the stream that it feeds, for as long as it is open. */
const connections: Stream[] = [];

/** Tells a story that never ends. */
function endlessModel(): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => {
      let words = 0;
      const stream: Stream = new ReadableStream<Part>(
        {
          pull(controller) {
            if (words === 0) controller.enqueue({ type: "text-start", id: "1" });
            controller.enqueue({ type: "text-delta", id: "1", delta: `word${words} ` });
            words += 1;
          },
        },
        { highWaterMark: 0 },
      );
      connections.push(stream);
      return { stream };
    },
  });
}

const ways: Record<string, (test: HandClockedClient) => object> = {
  "an observed model": ({ client }) => ({ model: observeModel(endlessModel(), { client }) }),
  telemetry: ({ client }) => ({
    model: endlessModel(),
    telemetry: { integrations: [nebulyTelemetry({ client })] },
  }),
};

function ask(settings: object): ReturnType<typeof streamText> {
  return streamText({ model: endlessModel(), prompt: "Tell me a story", ...settings });
}

async function closeTab(settings: object): Promise<void> {
  const reader = ask(settings).toUIMessageStreamResponse().body?.getReader();
  for (let chunks = 0; chunks < 8; chunks += 1) await reader?.read();
  await reader?.cancel();
}

async function collect(isDone: () => boolean, maxRounds = 100): Promise<void> {
  for (let rounds = 0; rounds < maxRounds && !isDone(); rounds += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    collectGarbage();
  }
}

const cancelled = {
  input: "Tell me a story",
  output: expect.stringMatching(/^word0 word1 /),
  timeEnd: "2026-01-01T10:00:00.000Z",
  tags: { interaction_status: "cancelled" },
};

for (const [name, settingsFor] of Object.entries(ways)) {
  describe(`an answer that its reader has left, seen by ${name}`, () => {
    test("is cancelled as soon as the engine finds that nobody can read it any more", async () => {
      const test = createHandClockedClient();
      await closeTab(settingsFor(test));
      await collect(() => test.delivered.length > 0);
      expect(test.delivered).toMatchObject([cancelled]);
      expect(test.capture.stats().open).toBe(0);
    });

    test("is cancelled at the idle limit, and ended with the last part that was seen, while somebody holds it", async () => {
      const test = createHandClockedClient();
      const result = ask(settingsFor(test));
      const reader = result.textStream.getReader();
      await reader.read();
      await collect(() => false, 5);
      expect(test.delivered).toEqual([]);
      test.clock.advance(300_000);
      expect(test.delivered).toMatchObject([cancelled]);
      expect((await reader.read()).done).toBe(false);
      await reader.cancel();
    });
  });
}

test("an answer whose model has fallen silent is abandoned at the idle limit: somebody still waits for it", async () => {
  const { client, clock, delivered } = createHandClockedClient();
  const silent = new MockLanguageModelV4({
    doStream: async () => ({
      stream: new ReadableStream<Part>({
        start(controller) {
          controller.enqueue({ type: "text-start", id: "1" });
          controller.enqueue({ type: "text-delta", id: "1", delta: "Once upon" });
        },
      }),
    }),
  });
  const reader = streamText({ model: observeModel(silent, { client }), prompt: "Hi" }).textStream.getReader();
  await reader.read();
  void reader.read();
  clock.advance(300_000);
  expect(delivered).toMatchObject([{ output: "Once upon", tags: { interaction_status: "abandoned" } }]);
});
