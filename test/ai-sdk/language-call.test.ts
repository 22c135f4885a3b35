import { expect, test } from "vitest";
import { LanguageCall } from "../../src/ai-sdk/language-call.ts";
import { allContent } from "../../src/ai-sdk/recorded-content.ts";

const createCall = (): LanguageCall => new LanguageCall({ modelId: "m", prompt: [], recorded: allContent });
const toolCall = { type: "tool-call", toolName: "search", input: {}, providerExecuted: true };

test("a loop may have any number of steps", () => {
  let call = createCall();
  for (let step = 0; step < 100_000; step += 1) {
    const next = createCall();
    next.follow(call);
    call = next;
  }
  call.addPart({ ...toolCall, providerExecuted: false, toolCallId: "call-1" });
  expect(call.pausedCall).toBeUndefined();
  expect(call.toolCalls).toHaveLength(1);
});

test("what a provider's tool gave back steps later is told with the call", () => {
  const asking = createCall();
  asking.addPart({ ...toolCall, toolCallId: "call-1" });
  expect(asking.pausedCall).toMatchObject({ toolCallId: "call-1" });
  const between = createCall();
  between.follow(asking);
  const answering = createCall();
  answering.follow(between);
  answering.addPart({ type: "tool-result", toolCallId: "call-1", toolName: "search", result: "found" });
  expect(asking.pausedCall).toBeUndefined();
  expect(asking.toTraces()).toMatchObject([{ model: "m" }, { source: "search", outputs: ["found"] }]);
  expect(answering.toTraces()).toHaveLength(1);
});
