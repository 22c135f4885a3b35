// A LangChain turn and an AI SDK turn as an app takes them, with the frameworks' own test doubles for models.

import { FakeListChatModel } from "@langchain/core/utils/testing";
import { simulateReadableStream, streamText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import type { Nebuly } from "nebuly";
import { observeModel } from "nebuly/ai-sdk";
import { NebulyCallbackHandler } from "nebuly/langchain";

const zero = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 };

function createModel() {
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({
        chunks: [
          { type: "stream-start", warnings: [] },
          { type: "text-start", id: "1" },
          { type: "text-delta", id: "1", delta: "Hi from " },
          { type: "text-delta", id: "1", delta: "the AI SDK!" },
          { type: "text-end", id: "1" },
          {
            type: "finish",
            finishReason: { unified: "stop", raw: "stop" },
            usage: { inputTokens: zero, outputTokens: { total: 0, text: 0, reasoning: 0 } },
          },
        ],
      }),
    }),
  });
}

/** Answers one user with each framework; `name` is who asks. */
export async function takeTurns(client: Nebuly, name: string): Promise<string> {
  const chat = new FakeListChatModel({ responses: ["Hi from LangChain!"] });
  const callbacks = [new NebulyCallbackHandler({ client, endUser: name })];
  const { text } = await chat.invoke("Hello LangChain", { callbacks });
  const result = streamText({
    model: observeModel(createModel(), { client }),
    prompt: "Hello AI SDK",
    providerOptions: { nebuly: { endUser: name } },
  });
  return `${text} ${await result.text}`;
}
