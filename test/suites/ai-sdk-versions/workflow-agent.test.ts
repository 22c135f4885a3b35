// The WorkflowAgent of AI SDK 7, which reports every run under one and the same call id: its model tells the turns apart.
import { WorkflowAgent } from "@ai-sdk/workflow";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { createHandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import { majors } from "./majors.ts";
import { scriptedModel } from "./scripted-model.ts";

const newest = majors.filter(({ release }) => release === "7");

for (const major of newest) {
  for (const withTelemetry of [false, true]) {
    test(`WorkflowAgents that run at once are a turn each${withTelemetry ? ", with telemetry on too" : ""}`, async () => {
      const { client, delivered, capture } = createHandClockedClient();
      const ask = async (index: number): Promise<void> => {
        const toolCalls = [{ id: "call-1", name: "search", input: { query: `hours ${index}` } }];
        const model = observeModel(scriptedModel(major, [{ toolCalls }, { text: `answer ${index}` }]), { client });
        const search = {
          description: "search",
          inputSchema: z.object({ query: z.string() }),
          execute: async ({ query }: { readonly query: string }) => {
            await new Promise((resolve) => setImmediate(resolve));
            return `about ${query}`;
          },
        };
        const telemetry = withTelemetry ? { telemetry: { integrations: [nebulyTelemetry({ client })] } } : {};
        // The test double is written for all specifications at once.
        const agent = new WorkflowAgent({ model: model as never, tools: { search }, ...telemetry });
        const messages = [{ role: "user" as const, content: `question ${index}` }];
        await agent.stream({ messages, writable: new WritableStream() });
      };
      await Promise.all([1, 2, 3].map(ask));
      expect(capture.stats().open).toBe(0);
      expect(delivered.map(({ input, output }) => [input, output])).toEqual(
        [1, 2, 3].map((index) => [`question ${index}`, `answer ${index}`]),
      );
      for (const [index, { traces }] of delivered.entries()) {
        expect(traces).toMatchObject([{}, { source: "search", outputs: [`about hours ${index + 1}`] }, {}]);
      }
    });
  }
}
