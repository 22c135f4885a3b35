import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { LanguageCall } from "../../src/ai-sdk/language-call.ts";
import { allContent } from "../../src/ai-sdk/recorded-content.ts";
import { ToolLoop } from "../../src/ai-sdk/tool-loop.ts";
import { waitingLoops } from "../../src/ai-sdk/waiting-loops.ts";
import { createTestCapture } from "../capture/create-capture.ts";
import { noTags } from "../capture/no-tags.ts";

const prompt = [{ role: "user", content: [{ type: "text", text: "Hours?" }] }];
const call = { toolCallId: "call-1", toolName: "search", input: {} };

function startLoop() {
  const setting = createTestCapture();
  const { capture } = setting;
  const interaction = capture.open();
  const loop = new ToolLoop({ capture, interaction, hasRoots: true, recorded: allContent });
  const startStep = (): ReturnType<ToolLoop["startStep"]> => {
    const step = new LanguageCall({ modelId: "model", prompt, recorded: allContent });
    return loop.startStep(step, step);
  };
  return { ...setting, loop, startStep };
}

test("failed attempts are counted since the last one that did not fail", () => {
  const { loop, startStep } = startLoop();
  const counts = (["failed", "failed", "completed", "failed"] as const).map((status) => {
    const step = startStep();
    step.end({ status, next: { isAwaited: false, abortSignal: undefined } });
    step.end({ status: "failed" });
    return loop.failedAttempts;
  });
  expect(counts).toEqual([1, 2, 0, 1]);
});

test("a tool call's id that comes again after its result is another call", () => {
  const { loop, startStep, delivered } = startLoop();
  const step = startStep();
  loop.toolCalled(call);
  loop.toolStarted(call);
  loop.toolEnded("call-1", () => ["one"]);
  loop.toolEnded("call-1", () => ["too late"]);
  loop.toolStarted(call);
  loop.toolEnded("call-1", () => ["two"]);
  step.end({ status: "completed" });
  expect(delivered[0]?.traces).toMatchObject([{ model: "model" }, { outputs: ["one"] }, { outputs: ["two"] }]);
});

test("a loop that goes on leaves nothing on the caller's signal, and what is called off later does not touch it", () => {
  const { startStep, delivered } = startLoop();
  const controller = new AbortController();
  startStep().end({ status: "completed", next: { isAwaited: false, abortSignal: controller.signal } });
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  const next = startStep();
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  controller.abort();
  next.end({ status: "completed" });
  expect(delivered).toMatchObject([{ input: "Hours?", tags: noTags }]);
});

test.each(["before", "after"])("a loop that is called off %s it waits is cancelled at once", (moment) => {
  const { startStep, delivered, clock } = startLoop();
  const controller = new AbortController();
  const step = startStep();
  if (moment === "before") controller.abort();
  step.end({ status: "completed", next: { isAwaited: false, abortSignal: controller.signal, withinMs: 1_000 } });
  if (moment === "after") controller.abort();
  expect(delivered).toMatchObject([{ tags: { interaction_status: "cancelled" } }]);
  expect(clock.armed).toBe(0);
});

test("a loop of many steps waits under the tool calls that the next step may answer, not under all that it ever made", () => {
  const { loop } = startLoop();
  const add = vi.spyOn(waitingLoops(), "add");
  const answered = (toolCallId: string) => ({
    role: "tool",
    content: [{ type: "tool-result", toolCallId, toolName: "search", output: { type: "text", value: "9" } }],
  });
  const next = { isAwaited: false, abortSignal: undefined };
  const takeStep = (asked: string, calls: readonly string[]): void => {
    const model = new LanguageCall({ modelId: "model", prompt: [...prompt, answered(asked)], recorded: allContent });
    const step = loop.startStep(model, model);
    for (const toolCallId of calls) loop.toolCalled({ ...call, toolCallId });
    step.end({ status: calls.length === 0 ? "failed" : "completed", next });
  };
  takeStep("earlier", ["call-1", "call-2"]);
  takeStep("call-1", ["call-3"]);
  // What failed is tried again with the prompt that it had.
  takeStep("call-3", []);
  takeStep("call-3", ["call-4"]);
  expect(add.mock.calls.map(([, ids]) => ids)).toEqual([
    ["earlier", "call-1", "call-2"],
    ["call-1", "call-3"],
    ["call-3"],
    ["call-3", "call-4"],
  ]);
  add.mockRestore();
  loop.stopWaiting();
});
