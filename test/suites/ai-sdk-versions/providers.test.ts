// Real provider clients of each major against a scripted server that speaks the providers' APIs.
import { LLMock } from "@copilotkit/aimock";
import { createAnthropic as createAnthropic5 } from "anthropic5";
import { createAnthropic as createAnthropic6 } from "anthropic6";
import { createAnthropic as createAnthropic7 } from "anthropic7";
import { createOpenAICompatible as createCompatible5 } from "compatible5";
import { createOpenAICompatible as createCompatible6 } from "compatible6";
import { createOpenAICompatible as createCompatible7 } from "compatible7";
import { createOpenAI as createOpenAI5 } from "openai5";
import { createOpenAI as createOpenAI6 } from "openai6";
import { createOpenAI as createOpenAI7 } from "openai7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { noTags } from "../../capture/no-tags.ts";
import { type Major, majors } from "./majors.ts";
import { waysInto } from "./ways-in.ts";

const server = new LLMock({ port: 0, host: "127.0.0.1" });
let baseURL: string;

/** Token counts under the names of all the APIs. */
function usageOf(asked: number, answered: number): Readonly<Record<string, number>> {
  return {
    input_tokens: asked,
    prompt_tokens: asked,
    output_tokens: answered,
    completion_tokens: answered,
    total_tokens: asked + answered,
  };
}

beforeAll(async () => {
  const search = { id: "call_1", name: "search", arguments: '{"query":"hours"}' };
  server.on({ hasToolResult: false }, { toolCalls: [search], usage: usageOf(50, 5) });
  server.on({ hasToolResult: true }, { content: "9 to 17.", usage: usageOf(70, 6) });
  baseURL = `${await server.start()}/v1`;
});
afterAll(() => server.stop());

const clients = {
  5: { openai: createOpenAI5, anthropic: createAnthropic5, compatible: createCompatible5 },
  6: { openai: createOpenAI6, anthropic: createAnthropic6, compatible: createCompatible6 },
  7: { openai: createOpenAI7, anthropic: createAnthropic7, compatible: createCompatible7 },
};

type Provider = (major: Major["major"], settings: { readonly baseURL: string; readonly apiKey: string }) => object;
const providers: Record<string, Provider> = {
  "OpenAI, responses": (major, settings) => clients[major].openai(settings).responses("gpt-5"),
  "OpenAI, chat": (major, settings) => clients[major].openai(settings).chat("gpt-4o"),
  Anthropic: (major, settings) => clients[major].anthropic(settings)("claude-sonnet-4-5"),
  "OpenAI-compatible": (major, settings) =>
    clients[major].compatible({ ...settings, name: "local", includeUsage: true })("llama"),
};

// The provider clients are made for the newest release of each major.
for (const major of majors.filter(({ release, major }) => release === `${major}`)) {
  for (const way of waysInto(major)) {
    describe(`AI SDK ${major.release}, ${way.name}`, () => {
      for (const [name, createModel] of Object.entries(providers)) {
        test(`${name}: a generated and a streamed turn with a tool, with what the provider counts`, async () => {
          const { client, delivered } = createHandClockedClient();
          const search = major.sdk.tool({
            description: "search",
            inputSchema: z.object({ query: z.string() }),
            execute: async () => ["9 to 17", "closed on Sundays"],
          });
          const settings = {
            model: way.wrap(createModel(major.major, { baseURL, apiKey: "none" }), client),
            prompt: "Opening hours?",
            tools: { search },
            stopWhen: major.stopAfter(3),
            ...way.callOptions(client),
          };
          expect((await major.sdk.generateText(settings)).text).toBe("9 to 17.");
          const streamed = major.sdk.streamText(settings);
          expect(await new Response(streamed.toUIMessageStreamResponse().body).text()).toContain(
            '"toolCallId":"call_1"',
          );
          expect(await streamed.text).toBe("9 to 17.");
          const turn = {
            input: "Opening hours?",
            output: "9 to 17.",
            tags: noTags,
            traces: [
              { output: 'search({"query":"hours"})', inputTokens: 50, outputTokens: 5 },
              { source: "search", input: '{"query":"hours"}', outputs: ["9 to 17", "closed on Sundays"] },
              { output: "9 to 17.", inputTokens: 70, outputTokens: 6 },
            ],
          };
          expect(delivered).toMatchObject([turn, turn]);
        });
      }
    });
  }
}
