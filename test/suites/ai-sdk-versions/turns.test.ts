// One turn, one interaction: tools, agents, structured answers, providers' own tools, on every major, through every way in.

import { observeModel } from "nebuly/ai-sdk";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { noTags } from "../../capture/no-tags.ts";
import { type Major, majors } from "./majors.ts";
import { inScope, kindsOf, searchTool } from "./scoped-turn.ts";
import { type ScriptedPart, type StepScript, scriptedEmbeddingModel, scriptedModel } from "./scripted-model.ts";
import { waysInto } from "./ways-in.ts";

beforeAll(() => {
  Reflect.set(globalThis, "AI_SDK_LOG_WARNINGS", false);
});

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };

/** An error on which the SDK repeats its call at once. */
function overloaded({ sdk }: Major): Error {
  return new sdk.APICallError({
    message: "overloaded",
    url: "http://model.test",
    requestBodyValues: {},
    statusCode: 529,
    responseHeaders: { "retry-after-ms": "1" },
    isRetryable: true,
  });
}

function providerTool({ major }: Major): object {
  const type = major === 5 ? "provider-defined" : "provider";
  const inputSchema = z.object({ q: z.string() });
  return { type, id: "test.web_search", name: "web_search", args: {}, inputSchema, isProviderExecuted: true };
}

for (const major of majors) {
  const { sdk } = major;
  for (const way of waysInto(major)) {
    const hasTelemetry = way.name.includes("elemetry") && major.major === 7;

    describe(`AI SDK ${major.release}, ${way.name}`, () => {
      const start = (steps: readonly StepScript[]) => {
        const test = createHandClockedClient();
        return {
          ...test,
          model: way.wrap(scriptedModel(major, steps), test.client),
          options: way.callOptions(test.client),
        };
      };

      for (const call of ["generateText", "streamText", "agent"] as const) {
        test(`${call}: steps and tools are one interaction, with tokens`, async () => {
          const { model, options, delivered } = start([toolStep, { text: "9 to 17." }]);
          const tools = { search: searchTool(major, async (query) => [`about ${query}`, "open"]) };
          const settings = { model, tools, stopWhen: major.stopAfter(3), ...options };
          if (call === "agent") await new major.Agent(settings).generate({ prompt: "Opening hours?" });
          else if (call === "generateText") await sdk.generateText({ ...settings, prompt: "Opening hours?" });
          else await sdk.streamText({ ...settings, prompt: "Opening hours?" }).consumeStream();
          expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
          expect(delivered[0]?.traces).toMatchObject([
            { output: 'search({"query":"hours"})', inputTokens: 11, outputTokens: 7 },
            { source: "search", input: '{"query":"hours"}', outputs: ["about hours", "open"] },
            { output: "9 to 17.", inputTokens: 11, outputTokens: 7 },
          ]);
        });
      }

      test("twenty turns at once never mix", async () => {
        const { client, delivered, capture } = createHandClockedClient();
        const ask = async (index: number): Promise<void> => {
          const steps = [toolStep, { toolCalls: [{ id: "call-1", name: "search", input: { query: "more" } }] }];
          const scripted = scriptedModel(major, [...steps, { text: `answer ${index}` }]);
          const tools = {
            search: searchTool(major, async () => {
              await new Promise((resolve) => setImmediate(resolve));
              return `result ${index}`;
            }),
          };
          await sdk.generateText({
            model: way.wrap(scripted, client),
            prompt: `question ${index}`,
            tools,
            stopWhen: major.stopAfter(5),
            ...way.callOptions(client),
          });
        };
        await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)));
        expect(delivered).toHaveLength(20);
        expect(capture.stats().open).toBe(0);
        for (const interaction of delivered) {
          const index = interaction.input.split(" ")[1];
          expect(kindsOf(interaction)).toEqual(["llm", "search", "llm", "search", "llm"]);
          expect(interaction.output).toBe(`answer ${index}`);
          expect(interaction.traces[1]).toMatchObject({ outputs: [`result ${index}`] });
          expect(interaction.traces[3]).toMatchObject({ input: '{"query":"more"}', outputs: [`result ${index}`] });
        }
      });

      test("what a tool calls, an embedding and a whole agent, joins inside a scope", async () => {
        const started = start([toolStep, { text: "outer answer" }]);
        const { model, options, client, delivered } = started;
        const embedder = way.wrap(scriptedEmbeddingModel(major), client);
        const inner = way.wrap(scriptedModel(major, [{ text: "inner answer" }]), client);
        const tools = {
          search: searchTool(major, async (query) => {
            await sdk.embed({ model: embedder, value: query, ...options });
            const agent = new major.Agent({ model: inner, ...options });
            return (await agent.generate({ prompt: "inner question" })).text;
          }),
        };
        await inScope(started, () =>
          sdk
            .streamText({ model, prompt: "outer question", tools, stopWhen: major.stopAfter(3), ...options })
            .consumeStream(),
        );
        expect(delivered).toMatchObject([{ input: "outer question", output: "outer answer" }]);
        expect(kindsOf(delivered[0])).toEqual(["llm", "search", "embedding", "llm", "llm"]);
      });

      if (hasTelemetry) {
        test("what a tool calls joins with no scope at all", async () => {
          const { model, options, client, delivered } = start([toolStep, { text: "outer answer" }]);
          const inner = way.wrap(scriptedModel(major, [{ text: "inner answer" }]), client);
          const tools = {
            search: searchTool(major, async () => {
              const agent = new major.Agent({ model: inner, ...options });
              return (await agent.generate({ prompt: "inner question" })).text;
            }),
          };
          await sdk.generateText({ model, prompt: "outer question", tools, stopWhen: major.stopAfter(3), ...options });
          expect(delivered).toMatchObject([{ input: "outer question", output: "outer answer" }]);
          expect(kindsOf(delivered[0])).toEqual(["llm", "search", "llm", "llm"]);
        });
      }

      test("a step whose prompt no longer shows the question is one of the turn", async () => {
        const { model, options, delivered } = start([toolStep, { text: "9 to 17." }]);
        await sdk.generateText({
          model,
          prompt: "Opening hours?",
          tools: { search: searchTool(major, async () => "open") },
          stopWhen: major.stopAfter(3),
          prepareStep: ({ stepNumber, messages }: { readonly stepNumber: number; readonly messages: unknown[] }) =>
            stepNumber > 0 ? { messages: messages.slice(-2) } : {},
          ...options,
        });
        expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
        expect(kindsOf(delivered[0])).toEqual(["llm", "search", "llm"]);
      });

      test("a turn that was called off before its model is called is one cancelled interaction", async () => {
        const { client, delivered } = createHandClockedClient();
        const scripted = scriptedModel(major, [{ text: "never" }]);
        const listening: typeof scripted = {
          ...scripted,
          async doStream(options) {
            options.abortSignal?.throwIfAborted();
            return scripted.doStream(options);
          },
        };
        const result = sdk.streamText({
          model: way.wrap(listening, client),
          prompt: "Opening hours?",
          abortSignal: AbortSignal.abort(),
          onError() {},
          ...way.callOptions(client),
        });
        await result.consumeStream();
        for (let turns = 0; turns < 20; turns += 1) await new Promise<void>((resolve) => setImmediate(resolve));
        expect(delivered).toMatchObject([{ input: "Opening hours?", tags: { interaction_status: "cancelled" } }]);
        expect(kindsOf(delivered[0])).toEqual(["llm"]);
      });

      for (const call of ["generateObject", "streamObject", "output"] as const) {
        test(`${call}: the structured answer is the output`, async () => {
          const { model, options, delivered } = start([{ text: '{"city":"Rome"}' }]);
          const schema = z.object({ city: z.string() });
          const settings = { model, prompt: "Which city?", ...options };
          if (call === "generateObject") await sdk.generateObject({ ...settings, schema });
          else if (call === "streamObject") {
            const result = sdk.streamObject({ ...settings, schema });
            for await (const _ of result.textStream);
          } else {
            const output = sdk.Output.object({ schema });
            // Version 5 knows it by its first name.
            await sdk.generateText({ ...settings, output, experimental_output: output });
          }
          expect(delivered).toMatchObject([{ input: "Which city?", output: '{"city":"Rome"}', tags: noTags }]);
          expect(delivered[0]?.traces).toMatchObject([{ inputTokens: 11, outputTokens: 7 }]);
        });
      }

      for (const call of ["generateText", "streamText"] as const) {
        test(`${call}: a tool that the provider runs, its sources and its files are told`, async () => {
          const parts: readonly ScriptedPart[] = [
            {
              type: "tool-call",
              toolCallId: "p1",
              toolName: "web_search",
              input: '{"q":"hours"}',
              providerExecuted: true,
            },
            {
              type: "tool-result",
              toolCallId: "p1",
              toolName: "web_search",
              result: [{ page: 1 }],
              providerExecuted: true,
            },
            { type: "source", sourceType: "url", id: "s1", url: "https://example.test/hours", title: "Hours" },
          ];
          const { model, options, delivered } = start([{ text: "9 to 17.", parts }]);
          const settings = { model, prompt: "Opening hours?", tools: { web_search: providerTool(major) }, ...options };
          if (call === "generateText") await sdk.generateText(settings);
          else await sdk.streamText(settings).consumeStream();
          expect(delivered).toMatchObject([{ output: "9 to 17.", tags: noTags }]);
          expect(delivered[0]?.traces).toMatchObject([
            { output: '9 to 17.\nweb_search({"q":"hours"})' },
            { source: "web_search", input: '{"q":"hours"}', outputs: ['{"page":1}'] },
            { source: "sources", outputs: ["Hours https://example.test/hours"] },
          ]);
        });
      }

      for (const call of ["generateText", "streamText", "generateObject"] as const) {
        test(`${call}: an attempt that is repeated is a trace of the turn that ends well`, async () => {
          const { client, delivered } = createHandClockedClient();
          const scripted = scriptedModel(major, [{ text: '{"word":"Hello."}' }]);
          let attempts = 0;
          const failOnce = (): void => {
            attempts += 1;
            if (attempts === 1) throw overloaded(major);
          };
          const failing: typeof scripted = {
            ...scripted,
            async doGenerate(options) {
              failOnce();
              return scripted.doGenerate(options);
            },
            async doStream(options) {
              failOnce();
              return scripted.doStream(options);
            },
          };
          const settings = { model: way.wrap(failing, client), prompt: "Hi", ...way.callOptions(client) };
          if (call === "generateText") await sdk.generateText(settings);
          else if (call === "streamText") await sdk.streamText(settings).consumeStream();
          else await sdk.generateObject({ ...settings, schema: z.object({ word: z.string() }) });
          expect(delivered).toMatchObject([{ output: '{"word":"Hello."}', tags: noTags }]);
          expect(delivered[0]?.traces.map((trace) => "output" in trace && trace.output)).toEqual(
            way.name === "nebulyTelemetry" && call === "generateObject"
              ? // The SDK tells its telemetry of the attempt that ended well only.
                ['{"word":"Hello."}']
              : ["", '{"word":"Hello."}'],
          );
        });
      }

      test("a tool that fails shows its error, and the turn that goes on is complete", async () => {
        const { model, options, delivered } = start([toolStep, { text: "Sorry." }]);
        const tools = {
          search: searchTool(major, async () => {
            throw new Error("no connection");
          }),
        };
        await sdk.generateText({ model, prompt: "Opening hours?", tools, stopWhen: major.stopAfter(3), ...options });
        expect(delivered).toMatchObject([{ output: "Sorry.", tags: noTags }]);
        expect(delivered[0]?.traces[1]).toEqual({
          source: "search",
          input: '{"query":"hours"}',
          outputs: [expect.stringMatching(/^(Error: )?no connection$/)],
        });
      });

      if (major.major !== 5) {
        test("a tool that waits for approval goes on in the next request", async () => {
          const { model, options, delivered } = start([toolStep, { text: "9 to 17." }]);
          const approved = sdk.tool({
            description: "search",
            inputSchema: z.object({ query: z.string() }),
            needsApproval: true,
            execute: async () => "found",
          });
          const question = { role: "user", content: "Opening hours?" };
          const settings = { model, tools: { search: approved }, stopWhen: major.stopAfter(3), ...options };
          const first = await sdk.generateText({ ...settings, messages: [question] });
          const asked = first.response.messages;
          const approvalId = approvalIdIn(asked);
          const approval = { role: "tool", content: [{ type: "tool-approval-response", approvalId, approved: true }] };
          await sdk.generateText({ ...settings, messages: [question, ...asked, approval] });
          expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
          expect(delivered[0]?.traces).toMatchObject([
            {},
            { source: "search", outputs: ["found"] },
            { output: "9 to 17." },
          ]);
        });
      }
    });
  }

  describe(`AI SDK ${major.release}, observeModel`, () => {
    test("sees string model ids through the default provider", async () => {
      const { client, delivered } = createHandClockedClient();
      const provider = { languageModel: () => scriptedModel(major, [{ text: "Hello." }]) };
      Reflect.set(globalThis, "AI_SDK_DEFAULT_PROVIDER", provider);
      try {
        await sdk.generateText({ model: observeModel("test/model", { client }), prompt: "Hi" });
      } finally {
        Reflect.deleteProperty(globalThis, "AI_SDK_DEFAULT_PROVIDER");
      }
      expect(delivered).toMatchObject([{ input: "Hi", output: "Hello." }]);
    });

    test("set as the default provider, it sees every string model id", async () => {
      const started = createHandClockedClient();
      const { client, delivered } = started;
      const embedder = scriptedEmbeddingModel(major);
      const provider = {
        languageModel: () => scriptedModel(major, [{ text: "Hello." }]),
        embeddingModel: () => embedder,
        textEmbeddingModel: () => embedder,
      };
      const observed = observeModel(provider, { client });
      Reflect.set(globalThis, "AI_SDK_DEFAULT_PROVIDER", observed);
      try {
        await inScope(started, async () => {
          // The first release of 5 takes no ids here.
          const model = major.release === "5.0.0" ? observed.textEmbeddingModel() : "test/embedder";
          await sdk.embed({ model, value: "x" });
          await sdk.generateText({ model: "test/model", prompt: "Hi" });
        });
      } finally {
        Reflect.deleteProperty(globalThis, "AI_SDK_DEFAULT_PROVIDER");
      }
      expect(delivered).toMatchObject([{ input: "Hi", output: "Hello." }]);
      expect(kindsOf(delivered[0])).toEqual(["embedding", "llm"]);
    });
  });
}

function approvalIdIn(messages: readonly unknown[]): string | undefined {
  return /"approvalId":"([^"]+)"/.exec(JSON.stringify(messages))?.[1];
}
