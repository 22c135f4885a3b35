// What is sent as it was captured, and what is not, where nothing is redacted.

import { describe, expect, test } from "vitest";
import { ContentMaker } from "../../src/capture/event-content.ts";
import type { Interaction } from "../../src/wire/interaction.ts";
import { interactionBodyV3Schema, type ReceivedInteractionV3 } from "../../src/wire/interaction-body-schema.ts";
import { createTestCapture, rootOf, tracesOf } from "./create-capture.ts";

const maxTextLength = 200_000;
const maxTagLength = 1_000;
const long = "word ".repeat(60_000);

/** The body of a turn with these words and traces, as the platform receives it. */
async function bodyOf(turn: Pick<Interaction, "input" | "output" | "tags" | "traces">): Promise<ReceivedInteractionV3> {
  const { capture } = createTestCapture();
  const maker = new ContentMaker(
    {
      apiVersion: "v3",
      feedbackKey: "action",
      maxBodyBytes: 10_000_000,
      redact: undefined,
      endUserSecret: undefined,
    },
    { hmacSha256: () => "", logger: capture.logger },
  );
  const interaction = capture.open();
  interaction.addOptions("call", { ...(turn.tags !== undefined && { tags: turn.tags }), conversationId: "chat-7" });
  const root = interaction.startRoot(rootOf(turn.input, turn.output));
  interaction.startTrace(tracesOf(...(turn.traces ?? [])), { isModelCall: true }).end();
  root.end("completed");
  const content = await maker.captured(interaction);
  if (content.type !== "body") throw new Error(content.reason);
  return interactionBodyV3Schema.parse(JSON.parse(content.body));
}

const llm = { model: "m", messages: [{ role: "user" as const, content: "Hi" }], output: "Hello" };
const retrieval = { source: "faq", input: "hours", outputs: ["9 to 17"] };
const embedding = { model: "e", input: "hours" };

test("short texts are sent as they are", async () => {
  const traces = [llm, retrieval, embedding];
  const body = await bodyOf({ input: "Hi", output: "Hello", tags: { app: "support" }, traces });
  expect(body).toMatchObject({ interaction: { input: "Hi", output: "Hello", tags: { app: "support" } }, traces });
});

describe("a text that is too long is cut, wherever it stands", () => {
  test.each<[string, Parameters<typeof bodyOf>[0], (body: ReceivedInteractionV3) => string | undefined]>([
    ["input", { input: long, output: "Hello" }, (body) => body.interaction.input],
    ["output", { input: "Hi", output: long }, (body) => body.interaction.output],
    [
      "a message",
      { input: "Hi", output: "", traces: [{ ...llm, messages: [{ role: "user", content: long }] }] },
      ({ traces: [trace] }) => (trace !== undefined && "messages" in trace ? trace.messages[0]?.content : undefined),
    ],
    [
      "a model's output",
      { input: "Hi", output: "", traces: [{ ...llm, output: long }] },
      ({ traces: [trace] }) => (trace !== undefined && "messages" in trace ? trace.output : undefined),
    ],
    [
      "what was found",
      { input: "Hi", output: "", traces: [{ ...retrieval, outputs: ["short", long] }] },
      ({ traces: [trace] }) => (trace !== undefined && "outputs" in trace ? trace.outputs[1] : undefined),
    ],
    [
      "a query",
      { input: "Hi", output: "", traces: [{ ...retrieval, input: long }] },
      ({ traces: [trace] }) => (trace !== undefined && "outputs" in trace ? trace.input : undefined),
    ],
    [
      "what was embedded",
      { input: "Hi", output: "", traces: [{ ...embedding, input: long }] },
      ({ traces: [trace] }) => (trace !== undefined && "input" in trace ? trace.input : undefined),
    ],
  ])("%s", async (_place, turn, textOf) => {
    const text = textOf(await bodyOf(turn));
    expect(text?.length).toBeLessThanOrEqual(maxTextLength);
    expect(text).toMatch(/ …\[\d+ characters cut\]… /);
  });

  test("a tag, to its own limit", async () => {
    const { interaction } = await bodyOf({ input: "Hi", output: "Hello", tags: { note: long, app: "support" } });
    expect(interaction.tags.app).toBe("support");
    expect(interaction.tags.note?.length).toBeLessThanOrEqual(maxTagLength);
    expect(interaction.tags.note).toMatch(/characters cut/);
  });
});

test("half a character is no character, wherever it stands", async () => {
  const half = "\ud83d";
  const traces = [
    { ...llm, messages: [{ role: "user" as const, content: half }] },
    { ...retrieval, outputs: [half] },
  ];
  const body = await bodyOf({ input: `Hi ${half}`, output: half, tags: { note: half }, traces });
  expect(JSON.stringify(body)).not.toContain("\\ud83d");
  expect(body).toMatchObject({ interaction: { input: "Hi \ufffd", output: "\ufffd", tags: { note: "\ufffd" } } });
});
