// The ways of calling a model that an app's own code and its chat page use, on every major, through every way in.
import { observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { noTags } from "../../capture/no-tags.ts";
import { type Major, majors } from "./majors.ts";
import { inScope, kindsOf, searchTool } from "./scoped-turn.ts";
import { scriptedEmbeddingModel, scriptedModel } from "./scripted-model.ts";
import { waysInto } from "./ways-in.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const question = { id: "1", role: "user", parts: [{ type: "text", text: "Opening hours?" }] };

function scriptedReranker(major: Major): object {
  return {
    specificationVersion: major.specificationVersion,
    provider: "test",
    modelId: "reranker",
    doRerank: async () => ({
      ranking: [
        { index: 1, relevanceScore: 0.9 },
        { index: 0, relevanceScore: 0.1 },
      ],
    }),
  };
}

for (const major of majors) {
  const { sdk } = major;
  for (const way of waysInto(major)) {
    describe(`AI SDK ${major.release}, ${way.name}`, () => {
      test("an agent that streams is one interaction, with its steps and tools", async () => {
        const { client, delivered } = createHandClockedClient();
        const model = way.wrap(scriptedModel(major, [toolStep, { text: "9 to 17." }]), client);
        const tools = { search: searchTool(major, async () => "found") };
        const agent = new major.Agent({ model, tools, stopWhen: major.stopAfter(3), ...way.callOptions(client) });
        await (await agent.stream({ prompt: "Opening hours?" })).consumeStream();
        expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
        expect(kindsOf(delivered[0])).toEqual(["llm", "search", "llm"]);
      });

      test("many embeddings and a reranking are steps of the scope's one interaction", async () => {
        const started = createHandClockedClient();
        const { client, delivered } = started;
        const options = way.callOptions(client);
        const embedder = way.wrap(scriptedEmbeddingModel(major), client);
        // No middleware knows reranking models.
        const reranker =
          way.name === "nebulyTelemetry" ? scriptedReranker(major) : observeModel(scriptedReranker(major), { client });
        const model = way.wrap(scriptedModel(major, [{ text: "9 to 17." }]), client);
        await inScope(started, async () => {
          await sdk.embedMany({ model: embedder, values: ["hours", "opening"], ...options });
          await sdk.rerank?.({ model: reranker, query: "hours", documents: ["worse", "better"], ...options });
          await sdk.generateText({ model, prompt: "Opening hours?", ...options });
        });
        expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
        expect(kindsOf(delivered[0])).toEqual(
          sdk.rerank === undefined ? ["embedding", "llm"] : ["embedding", "reranker", "llm"],
        );
        expect(delivered[0]?.traces[0]).toMatchObject({
          model: "embedder",
          input: "hours\nopening\n[2 texts]",
          inputTokens: 4,
        });
        if (sdk.rerank !== undefined) {
          expect(delivered[0]?.traces[1]).toMatchObject({ input: "hours", outputs: ["better", "worse"] });
        }
      });

      test("a tool that runs in the browser goes on in the request that brings its result", async () => {
        const { client, delivered } = createHandClockedClient();
        const model = way.wrap(scriptedModel(major, [toolStep, { text: "9 to 17." }]), client);
        const { execute: _, ...clientTool } = { ...searchTool(major, async () => ""), execute: undefined };
        const answered = {
          id: "2",
          role: "assistant",
          parts: [
            { type: "step-start" },
            {
              type: "tool-search",
              toolCallId: "call-1",
              state: "output-available",
              input: { query: "hours" },
              output: ["9 to 17"],
            },
          ],
        };
        for (const messages of [[question], [question, answered]]) {
          const result = sdk.streamText({
            model,
            messages: await sdk.convertToModelMessages(messages),
            tools: { search: clientTool },
            ...way.callOptions(client),
          });
          await result.toUIMessageStreamResponse().text();
        }
        expect(delivered).toMatchObject([{ input: "Opening hours?", output: "9 to 17.", tags: noTags }]);
        expect(delivered[0]?.traces).toMatchObject([
          { output: 'search({"query":"hours"})' },
          { source: "search", input: '{"query":"hours"}', outputs: ["9 to 17"] },
          { output: "9 to 17." },
        ]);
      });

      test("answers that are merged into one message of a scope are one interaction", async () => {
        const started = createHandClockedClient();
        const { client, delivered } = started;
        const options = way.callOptions(client);
        const answering = way.wrap(scriptedModel(major, [toolStep, { text: "9 to 17." }]), client);
        const suggesting = way.wrap(scriptedModel(major, [{ text: "Ask about Sundays." }], "other"), client);
        const tools = { search: searchTool(major, async () => "found") };
        let shown = "";
        await inScope(started, async () => {
          const stream = sdk.createUIMessageStream({
            async execute({ writer }) {
              const settings = { model: answering, prompt: "Opening hours?", tools, stopWhen: major.stopAfter(3) };
              const answer = sdk.streamText({ ...settings, ...options });
              writer.merge(answer.toUIMessageStream());
              await answer.text;
              writer.merge(sdk.streamText({ model: suggesting, prompt: "And then?", ...options }).toUIMessageStream());
            },
          });
          for await (const part of stream) shown += JSON.stringify(part);
        });
        expect(shown).toContain("Sundays");
        expect(delivered).toMatchObject([{ input: "Opening hours?", output: "Ask about Sundays.", tags: noTags }]);
        expect(kindsOf(delivered[0])).toEqual(["llm", "search", "llm", "llm"]);
      });

      test("a picture in the question is told as a placeholder, and a step may call another model", async () => {
        const { client, delivered } = createHandClockedClient();
        const first = way.wrap(scriptedModel(major, [toolStep], "first"), client);
        const second = way.wrap(scriptedModel(major, [{ text: "A shop." }], "second"), client);
        const file = {
          type: "file",
          mediaType: "image/png",
          filename: "shop.png",
          url: "data:image/png;base64,aGVsbG8=",
        };
        const result = sdk.streamText({
          model: first,
          messages: await sdk.convertToModelMessages([{ ...question, parts: [...question.parts, file] }]),
          tools: { search: searchTool(major, async () => "found") },
          prepareStep: ({ stepNumber }: { readonly stepNumber: number }) => (stepNumber === 1 ? { model: second } : {}),
          stopWhen: major.stopAfter(3),
          ...way.callOptions(client),
        });
        await result.consumeStream();
        expect(await result.text).toBe("A shop.");
        expect(delivered).toMatchObject([{ output: "A shop.", tags: noTags }]);
        expect(delivered[0]?.input).toMatch(/^Opening hours\?\n\[(file: shop\.png|image)\]$/);
        expect(kindsOf(delivered[0])).toEqual(["llm", "search", "llm"]);
        expect(JSON.stringify(delivered)).not.toContain("aGVsbG8");
      });
    });
  }
}
