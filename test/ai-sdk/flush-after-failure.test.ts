// What a serverless function does whose model call failed: it catches the error, flushes and is frozen.
import { APICallError, generateText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { createRecordingClient } from "./recording-client.ts";

const overloaded = (isRetryable: boolean, responseHeaders?: Record<string, string>): APICallError =>
  new APICallError({
    message: "overloaded",
    url: "https://provider",
    requestBodyValues: {},
    isRetryable,
    ...(responseHeaders !== undefined && { responseHeaders }),
  });

function failingModel(error: Error): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: async () => {
      throw error;
    },
  });
}

test.each([
  ["would not be made again", new Error("broken")],
  ["might be made again in seconds", overloaded(true)],
  ["must not be made again", overloaded(false)],
])("a flush in the catch of a call that %s tells of it", async (_, error) => {
  const { client } = createRecordingClient();
  const model = observeModel(failingModel(error), { client });
  const call = generateText({ model, prompt: "Hi", maxRetries: 0 });
  const flushed = call.catch(() => client.flush({ timeoutMs: 400 }));
  expect(await flushed).toEqual({ sent: 1, failed: 0, pending: 0 });
  expect(client.stats().capture.open).toBe(0);
});

test("a flush that comes while a call is being made again leaves the turn whole", async () => {
  const { client, sentAtShutdown } = createRecordingClient();
  let attempts = 0;
  const { promise: isAgain, resolve: again } = Promise.withResolvers<void>();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  const flaky = new MockLanguageModelV4({
    doGenerate: async () => {
      attempts += 1;
      if (attempts === 1) throw overloaded(true, { "retry-after-ms": "1" });
      again();
      await mayAnswer;
      return {
        content: [{ type: "text", text: "Hello." }],
        finishReason: { unified: "stop", raw: "stop" },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      };
    },
  });
  const model = observeModel(flaky, { client });
  const call = generateText({ model, prompt: "Hi", maxRetries: 1 });
  await isAgain;
  expect(await client.flush({ timeoutMs: 100 })).toMatchObject({ sent: 0 });
  answer();
  await call;
  expect(await sentAtShutdown()).toMatchObject([{ interaction: { input: "Hi", output: "Hello." } }]);
});
