// A `prepareStep` that replaces the whole prompt: nothing in the next step shows what went before.
import { generateText, isStepCount, streamText, tool } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createHandClockedClient } from "./hand-clocked-client.ts";
import { createRecordingClient, kindsOf } from "./recording-client.ts";
import { scriptedModel } from "./test-models.ts";

const toolStep = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };
const search = tool({ inputSchema: z.object({ query: z.string() }), execute: () => new Promise(setImmediate) });
const replaced = {
  tools: { search },
  stopWhen: isStepCount(3),
  prepareStep: ({ stepNumber }: { readonly stepNumber: number }) =>
    stepNumber === 0 ? {} : { messages: [{ role: "user" as const, content: "Summarize." }] },
  // An app may give the same to all its users.
  headers: { "user-agent": "an app" },
  abortSignal: new AbortController().signal,
};

test("generateText stays one turn for each of its users", async () => {
  const { client, capture, delivered } = createHandClockedClient();
  const users = Array.from({ length: 10 }, (_, index) => `user ${index}`);
  const model = observeModel(scriptedModel([...users.map(() => toolStep), ...users.map(() => ({ text: "Done." }))]), {
    client,
  });
  await Promise.all(users.map((user) => generateText({ model, prompt: `question of ${user}`, ...replaced })));
  expect(delivered.map(({ input }) => input).sort()).toEqual(users.map((user) => `question of ${user}`));
  for (const turn of delivered) {
    expect(turn).toMatchObject({ output: "Done.", tags: noTags });
    expect(turn.traces).toMatchObject([{ model: "scripted" }, { source: "search" }, { model: "scripted" }]);
  }
  expect(capture.stats().open).toBe(0);
});

test("streamText, whose steps show no more than what the app gives to all, joins no two users", async () => {
  const { client, clock, delivered } = createHandClockedClient();
  const script = [toolStep, toolStep, { text: "for one" }, { text: "for the other" }];
  const model = observeModel(scriptedModel(script), { client });
  const ask = (user: string) => streamText({ model, prompt: `question of ${user}`, ...replaced }).consumeStream();
  await Promise.all(["ada", "grace"].map(ask));
  clock.advance(300_000);
  expect(delivered.map(({ input, output }) => [input, output]).sort()).toEqual([
    ["Summarize.", "for one"],
    ["Summarize.", "for the other"],
    ["question of ada", 'search({"query":"hours"})'],
    ["question of grace", 'search({"query":"hours"})'],
  ]);
});

test("streamText inside client.interaction stays one turn all the same", async () => {
  const { client, sentAtShutdown } = createRecordingClient();
  const model = observeModel(scriptedModel([toolStep, { text: "Done." }]), { client });
  await client.interaction({}, () => streamText({ model, prompt: "Opening hours?", ...replaced }).consumeStream());
  const bodies = await sentAtShutdown();
  expect(bodies.map(kindsOf)).toEqual([["llm", "search", "llm"]]);
  expect(bodies).toMatchObject([{ interaction: { input: "Opening hours?", output: "Done." } }]);
});
