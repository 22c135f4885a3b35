// Traces as steps to read.

import { describe, expect, test } from "vitest";
import { sumTokens } from "../../src/local/viewer/browser/detail/sum-tokens.ts";
import { describeSteps } from "../../src/local/viewer/steps.ts";
import type { TraceBody } from "../../src/wire/interaction-body.ts";

const system = { role: "system", content: "Be brief." } as const;
const user = { role: "user", content: "Opening hours?" } as const;
const called = { role: "assistant", content: 'faq({"q":"hours"})' } as const;
const answered = { role: "tool", content: "9 to 17" } as const;

const turn: readonly TraceBody[] = [
  { model: "text-embedding-3-small", input: "Opening hours?", input_tokens: 4 },
  { model: "gpt-5", messages: [system, user], output: called.content, input_tokens: 1200, output_tokens: 20 },
  { source: "faq", input: '{"q":"hours"}', outputs: ["9 to 17", "Sunday closed"] },
  { model: "gpt-5", messages: [system, user, called, answered], output: "9 to 17.", output_tokens: 7, cost: 42 },
];

describe("steps", () => {
  test("keep the order of the traces and say what each is", () => {
    expect(describeSteps(turn).map(({ number, kind, name }) => [number, kind, name])).toEqual([
      [1, "embedding", "text-embedding-3-small"],
      [2, "model", "gpt-5"],
      [3, "lookup", "faq"],
      [4, "model", "gpt-5"],
    ]);
  });

  test("a model call shows what is new in it; what the call before had as well is folded away", () => {
    const last = describeSteps(turn).at(-1);
    expect(last).toMatchObject({ repeated: [system, user], repeatedFrom: 2, added: [called, answered] });
  });

  test("unknown token counts stay unknown", () => {
    const steps = describeSteps(turn);
    expect(steps.map((step) => step.tokens)).toEqual(["4 tokens", "1,200 → 20 tokens", undefined, "? → 7 tokens"]);
    expect(sumTokens(turn)).toEqual({ input: 1204, output: 27 });
    expect(sumTokens([{ source: "faq", input: "", outputs: [] }])).toBeUndefined();
  });

  test("the empty user turn that exporters end the messages with is not shown", () => {
    const [step] = describeSteps([{ model: "m", messages: [user, { role: "user", content: "" }], output: "" }]);
    expect(step).toMatchObject({ added: [user], preview: "No output" });
  });
});
