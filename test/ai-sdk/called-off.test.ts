// Turns that the app calls off for a reason of its own, while a tool or the model runs.
import { generateText, isStepCount, streamText, tool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { noTags } from "../capture/no-tags.ts";
import { createRecordingClient, kindsOf, type RecordingClient } from "./recording-client.ts";
import { scriptedModel } from "./test-models.ts";

class VisitorLeft extends Error {
  override readonly name = "VisitorLeft";
}

const search = { toolCalls: [{ id: "call-1", name: "search", input: { query: "hours" } }] };

type Way = (recording: RecordingClient, model: MockLanguageModelV4) => Seen;
interface Seen {
  readonly model: MockLanguageModelV4;
  readonly telemetry?: { readonly integrations: ReturnType<typeof nebulyTelemetry>[] };
  /** Runs the call in a scope or as it is. */
  readonly run: (call: () => Promise<unknown>) => Promise<unknown>;
}

const asItIs: Seen["run"] = (call) => call();
const told = ({ client }: RecordingClient) => ({ integrations: [nebulyTelemetry({ client })] });
const ways: Record<string, Way> = {
  observeModel: ({ client }, model) => ({ model: observeModel(model, { client }), run: asItIs }),
  nebulyTelemetry: (recording, model) => ({ model, telemetry: told(recording), run: asItIs }),
  both: (recording, model) => ({
    model: observeModel(model, { client: recording.client }),
    telemetry: told(recording),
    run: asItIs,
  }),
  "a scope": ({ client }, model) => ({
    model: observeModel(model, { client }),
    run: (call) => client.interaction({}, call),
  }),
};

for (const [name, way] of Object.entries(ways)) {
  describe.each([
    ["a text", "the visitor left"],
    ["an error of the app's own", new VisitorLeft("gone")],
  ])(`called off with %s, seen by ${name}`, (_, reason) => {
    for (const call of [generateText, streamText] as const) {
      test(`${call.name} is cancelled while a tool runs`, async () => {
        const recording = createRecordingClient();
        const { model, telemetry, run } = way(recording, scriptedModel([search, { text: "never" }]));
        const controller = new AbortController();
        const hours = tool({
          inputSchema: z.object({ query: z.string() }),
          execute: (_input, { abortSignal }) =>
            new Promise<string>((_resolve, reject) => {
              abortSignal?.addEventListener("abort", () => reject(abortSignal.reason));
              controller.abort(reason);
            }),
        });
        const options = {
          model,
          prompt: "Opening hours?",
          tools: { search: hours },
          stopWhen: isStepCount(3),
          abortSignal: controller.signal,
          ...(telemetry !== undefined && { telemetry }),
        };
        await run(async () => {
          if (call === generateText) await generateText(options);
          else await streamText({ ...options, onError() {} }).consumeStream();
        }).catch(() => {});
        const [sent, ...others] = await recording.sentAtShutdown();
        expect(sent?.interaction).toMatchObject({
          input: "Opening hours?",
          tags: { interaction_status: "cancelled" },
        });
        expect(kindsOf(sent)).toEqual(["llm", "search"]);
        expect(others).toEqual([]);
      });
    }
  });
}

test("a model that fails with the reason, as fetch does, is cancelled where the telemetry alone shows no signal", async () => {
  const recording = createRecordingClient();
  const controller = new AbortController();
  const model = new MockLanguageModelV4({
    doGenerate: async ({ abortSignal }) => {
      controller.abort("the visitor left");
      throw abortSignal?.reason;
    },
  });
  const options = { model, prompt: "Hi", abortSignal: controller.signal, telemetry: told(recording) };
  await expect(generateText(options)).rejects.toBe("the visitor left");
  const [sent] = await recording.sentAtShutdown();
  expect(sent?.interaction.tags).toEqual({ interaction_status: "cancelled" });
});

test("a tool that fails in a turn that goes on, and a call that fails after it, are no abort", async () => {
  for (const fails of [false, true]) {
    const recording = createRecordingClient();
    const steps = fails ? [search] : [search, { text: "Nobody knows." }];
    const failing = tool({
      inputSchema: z.object({ query: z.string() }),
      execute: async (): Promise<string> => {
        throw new Error("no connection");
      },
    });
    const call = generateText({
      model: scriptedModel(steps),
      prompt: "Opening hours?",
      tools: { search: failing },
      stopWhen: isStepCount(3),
      maxRetries: 0,
      telemetry: told(recording),
    });
    if (fails) await expect(call).rejects.toThrow("the script is over");
    else await call;
    const [sent] = await recording.sentAtShutdown();
    expect(sent?.interaction.tags).toEqual(fails ? { interaction_status: "failed" } : noTags);
  }
});

test("a scope whose function fails for something else than its call is a failure", async () => {
  const recording = createRecordingClient();
  const model = observeModel(scriptedModel([{ text: "Nine." }]), { client: recording.client });
  const failure = new Error("no database");
  const turn = recording.client.interaction({}, async () => {
    await generateText({ model, prompt: "Opening hours?" });
    throw failure;
  });
  await expect(turn).rejects.toBe(failure);
  const [sent] = await recording.sentAtShutdown();
  expect(sent?.interaction.tags).toEqual({ interaction_status: "failed" });
});
