import { expect, test } from "vitest";
import { AnnouncedCalls } from "../../src/ai-sdk/announced-calls.ts";
import { createTestCapture } from "../capture/create-capture.ts";

const { capture } = createTestCapture();
const announce = (content: unknown): AnnouncedCalls => {
  const calls = new AnnouncedCalls();
  calls.add({ capture, modelId: "model", content });
  return calls;
};

test("a call takes its announcement once, by client, model and content", () => {
  const prompt = [{ role: "user" }];
  const calls = announce(prompt);
  expect(calls.take({ capture: createTestCapture().capture, modelId: "model", content: prompt })).toBeUndefined();
  expect(calls.take({ capture, modelId: "another", content: prompt })).toBeUndefined();
  expect(calls.take({ capture, modelId: "model", content: [{ role: "user" }] })).toBeUndefined();
  expect(calls.take({ capture, modelId: "model", content: prompt })?.content).toBe(prompt);
  expect(calls.take({ capture, modelId: "model", content: prompt })).toBeUndefined();
});

test("values come as a copy of their list, whole", () => {
  const take = (values: readonly string[]): unknown =>
    announce(["a", "b"]).take({ capture, modelId: "model", content: values });
  expect(take(["a", "b"])).toBeDefined();
  for (const others of [["a"], ["a", "b", "c"], ["b", "a"], []]) expect(take(others)).toBeUndefined();
});

test("content that is not to be recorded is announced as an empty list, which fits any", () => {
  expect(announce([]).take({ capture, modelId: "model", content: ["a"] })).toBeDefined();
});
