// Steps that a turn is told by hand, as code without types gives them.

import { expect, test } from "vitest";
import { createTurn } from "../../src/capture/turn.ts";
import { createTestCapture } from "./create-capture.ts";

interface Told {
  readonly traces: readonly unknown[];
  readonly warnings: readonly string[];
}

function tell(call: "llm" | "retrieval" | "embedding", ...given: readonly unknown[]): Told {
  const { capture, delivered, warnings } = createTestCapture();
  const interaction = capture.open();
  const root = interaction.startRoot({ input: () => "q", output: () => "a" });
  const turn = createTurn(interaction, { feedback: () => Promise.resolve(), done: () => Promise.resolve() });
  for (const step of given) turn[call](step as never);
  root.end("completed");
  return { traces: delivered[0]?.traces ?? [], warnings };
}

const unreadable = { source: "unreadable step", input: "", outputs: [] };

test.each([
  ["llm", "{ model, messages, output }"],
  ["retrieval", "{ source, input, outputs }"],
  ["embedding", "{ model, input }"],
] as const)("turn.%s given what is no step keeps the step's place and says once what it takes", (call, shape) => {
  expect(tell(call, "a string", undefined, null)).toEqual({
    traces: [unreadable, unreadable, unreadable],
    warnings: [`[nebuly] turn.${call}: the argument must be ${shape}`],
  });
});

test("a model call without a field is told with what there is, and every field that is missing is named once", () => {
  const user = { role: "user", content: "q" };
  const { traces, warnings } = tell("llm", { model: "m", output: "a" }, { messages: [user] }, { model: "m" });
  expect(traces).toEqual([
    { model: "m", messages: [], output: "a" },
    { model: "", messages: [user], output: "" },
    { model: "m", messages: [], output: "" },
  ]);
  expect(warnings).toEqual([
    "[nebuly] turn.llm: messages must be a list of { role, content }",
    "[nebuly] turn.llm: model must be a string",
    "[nebuly] turn.llm: output must be a string",
  ]);
});

test("messages in other frameworks' roles are the platform's own, and one of no role is the user's", () => {
  const messages = [
    { role: "developer", content: "Be brief." },
    { role: "human", content: "q" },
    { role: "ai", content: null },
    { role: "function", content: [{ type: "text", text: "9 to 17" }] },
    { role: "narrator", content: "Meanwhile" },
    "And then?",
  ];
  const { traces, warnings } = tell("llm", { model: "m", messages, output: "a" });
  expect(traces).toMatchObject([
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "q" },
        { role: "assistant", content: "" },
        { role: "tool", content: "9 to 17" },
        { role: "user", content: "Meanwhile" },
        { role: "user", content: "And then?" },
      ],
    },
  ]);
  expect(warnings).toEqual(["[nebuly] turn.llm: messages[4].role must be system, user, assistant or tool"]);
});

test("one text in the place of a list is a list of one", () => {
  expect(tell("llm", { model: "m", messages: "q", output: "a" }).traces).toMatchObject([
    { messages: [{ role: "user", content: "q" }] },
  ]);
  expect(tell("retrieval", { source: "faq", input: "q", outputs: "9 to 17" })).toEqual({
    traces: [{ source: "faq", input: "q", outputs: ["9 to 17"] }],
    warnings: ["[nebuly] turn.retrieval: outputs must be a list of strings"],
  });
});

test("counts that are none are left out and named", () => {
  const { traces, warnings } = tell("embedding", { model: "m", input: "q", inputTokens: "12" });
  expect(traces).toEqual([{ model: "m", input: "q" }]);
  expect(warnings).toEqual(["[nebuly] turn.embedding: inputTokens must be a whole number, 0 or more"]);
});

test("a list without end and a value that throws take their place in bounded time", () => {
  const endless = new Proxy([], { get: (target, key) => (key === "length" ? 2 ** 32 : Reflect.get(target, key)) });
  const throwing = {
    get source(): string {
      throw new Error("no");
    },
  };
  const { traces, warnings } = tell("retrieval", { source: "faq", input: "q", outputs: endless }, throwing);
  expect(traces).toMatchObject([{ source: "faq" }, unreadable]);
  expect(warnings).toEqual(["[nebuly] a step could not be read: a value in it threw, or is no text where one must be"]);
});
