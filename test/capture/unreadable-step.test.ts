import { expect, test } from "vitest";
import { createTestCapture } from "./create-capture.ts";

test("a step whose source throws, or gives what is no text, keeps its place and costs the others nothing", () => {
  const { capture, delivered } = createTestCapture();
  const interaction = capture.open();
  const root = interaction.startRoot({ input: () => "q", output: () => "a" });
  const nonsense: unknown = { source: Symbol("s"), input: 1, outputs: [{}] };
  const sources = [
    () => {
      throw new Error("no");
    },
    // As a room would give it that trusted a value of the user's.
    () => nonsense as never,
    () => ({ source: "faq", input: "q", outputs: [] }),
  ];
  for (const toTraces of sources) interaction.startTrace({ toTraces }, { isModelCall: false }).end();
  root.end("completed");
  expect(delivered[0]?.traces).toMatchObject([
    { source: "unreadable step" },
    { source: "unreadable step" },
    { source: "faq" },
  ]);
});
