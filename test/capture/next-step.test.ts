import { expect, test } from "vitest";
import { createTestCapture, rootOf } from "./create-capture.ts";

for (const { isAwaited, hasReadAll, settles } of [
  { isAwaited: true, hasReadAll: false, settles: true },
  { isAwaited: false, hasReadAll: false, settles: false },
  { isAwaited: false, hasReadAll: true, settles: true },
]) {
  test(`a scope that ends ${settles ? "ends" : "keeps"} the wait for a next step (awaited: ${isAwaited}, all read: ${hasReadAll})`, () => {
    const { capture, clock, delivered } = createTestCapture();
    const interaction = capture.open();
    const leave = interaction.enterScopeFunction();
    const root = interaction.startRoot(rootOf("q", "a"));
    interaction.startTrace({ toTraces: () => undefined }, { isModelCall: true }).end();
    const release = interaction.holdForNextStep({ isAwaited });
    root.end("completed");
    leave("completed", { hasReadAll });
    clock.advance(1_000);
    expect(delivered).toHaveLength(settles ? 1 : 0);
    release();
    clock.advance(1_000);
    expect(delivered).toHaveLength(1);
  });
}
