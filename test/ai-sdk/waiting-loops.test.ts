import { expect, test } from "vitest";
import { allContent } from "../../src/ai-sdk/recorded-content.ts";
import { ToolLoop } from "../../src/ai-sdk/tool-loop.ts";
import { type Caller, WaitingLoops } from "../../src/ai-sdk/waiting-loops.ts";
import { createTestCapture } from "../capture/create-capture.ts";

const { capture } = createTestCapture();
const caller: Caller = { observer: {}, modelId: "model-a", nebuly: undefined };
const asked = (question: string): unknown[] => [{ role: "user", content: [{ type: "text", text: question }] }];
const call = { toolCallId: "call-1", toolName: "search", input: {} };
const answered = (toolName = "search"): unknown[] => [
  { role: "assistant", content: [{ type: "tool-call", ...call, toolName }] },
  {
    role: "tool",
    content: [{ type: "tool-result", toolCallId: "call-1", toolName, output: { type: "text", value: "9" } }],
  },
];

function loopOf(lastPrompt: unknown, loopCaller: Caller = caller): ToolLoop {
  const interaction = capture.open();
  const loop = new ToolLoop({ capture, interaction, hasRoots: true, recorded: allContent });
  loop.lastPrompt = lastPrompt;
  loop.caller = loopCaller;
  return loop;
}

function failed(): { readonly loops: WaitingLoops; readonly loop: ToolLoop } {
  const loops = new WaitingLoops();
  const loop = loopOf(asked("Hours?"));
  loop.failedAttempts = 1;
  loops.add(loop, []);
  return { loops, loop };
}

test("a failed attempt goes on with the same question of the same caller, and of nobody else", () => {
  const { loops, loop } = failed();
  const next = { capture, prompt: asked("Hours?"), within: undefined };
  expect(loops.find({ ...next, caller })).toBe(loop);
  expect(loops.find({ ...next, caller: { ...caller, modelId: "model-b" } })).toBeUndefined();
  expect(loops.find({ ...next, caller: { ...caller, observer: {} } })).toBeUndefined();
  expect(loops.find({ ...next, caller: { ...caller, nebuly: { endUser: "ada" } } })).toBeUndefined();
  expect(loops.find({ ...next, caller, prompt: asked("Prices?") })).toBeUndefined();
  expect(loops.find({ ...next, caller, capture: createTestCapture().capture })).toBeUndefined();
});

test("a model that is fallen back on is handed the very prompt, which is enough", () => {
  const { loops, loop } = failed();
  const other = { ...caller, modelId: "model-b" };
  expect(loops.find({ capture, prompt: loop.lastPrompt, within: undefined, caller: other })).toBe(loop);
});

test("a step whose question was cut off goes on with the one loop that made its tool call, and with none of two", () => {
  const loops = new WaitingLoops();
  const [one, two] = [loopOf(asked("Hours?")), loopOf(asked("Prices?"))];
  for (const loop of [one, two]) loop.toolCalled(call);
  loops.add(one, ["call-1"]);
  const next = { capture, prompt: answered(), within: undefined, caller };
  expect(loops.find(next)).toBe(one);
  const forget = loops.add(two, ["call-1"]);
  expect(loops.find(next)).toBeUndefined();
  expect(loops.find({ ...next, prompt: [...asked("Prices?"), ...answered()] })).toBe(two);
  forget();
  expect(loops.find(next)).toBe(one);
  expect(loops.find({ ...next, prompt: answered("another tool") })).toBeUndefined();
});
