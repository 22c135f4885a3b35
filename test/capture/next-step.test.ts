import { expect, test } from "vitest";
import { settleClosing } from "../../src/capture/settle-closing.ts";
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
    const release = interaction.holdForNextStep({ isAwaited, isTimed: false });
    root.end("completed");
    leave("completed", { hasReadAll });
    clock.advance(1_000);
    expect(delivered).toHaveLength(settles ? 1 : 0);
    release();
    clock.advance(1_000);
    expect(delivered).toHaveLength(1);
  });
}

/** A turn whose only call has failed, and whose repetition may come. */
function failedTurn({ isTimed }: { readonly isTimed: boolean }) {
  const { capture, clock, delivered } = createTestCapture();
  const interaction = capture.open();
  const root = interaction.startRoot(rootOf("q", ""));
  const release = interaction.holdForNextStep({ isAwaited: true, isTimed });
  root.end("failed");
  return { capture, clock, delivered, interaction, release };
}

test("a flush waits for the repetition of a call that failed, then settles the turn as it is", async () => {
  const { capture, clock, delivered } = failedTurn({ isTimed: true });
  const settled = settleClosing(capture.openInteractions(), { clock, retryMs: 1_000 });
  clock.advance(999);
  expect(delivered).toHaveLength(0);
  clock.advance(1);
  await settled;
  expect(delivered).toMatchObject([{ input: "q", tags: { interaction_status: "failed" } }]);
  expect(clock.armed).toBe(0);
});

test("a flush is over at once when the wait for the repetition is", async () => {
  const { capture, clock, delivered, release } = failedTurn({ isTimed: true });
  const settled = settleClosing(capture.openInteractions(), { clock, retryMs: 1_000 });
  release();
  await settled;
  expect(delivered).toHaveLength(1);
  expect(clock.armed).toBe(0);
});

test("a flush leaves a turn alone whose call is being repeated when its time is up", async () => {
  const { capture, clock, delivered, interaction, release } = failedTurn({ isTimed: true });
  const settled = settleClosing(capture.openInteractions(), { clock, retryMs: 1_000 });
  const root = interaction.startRoot(rootOf("q", "a"));
  release();
  clock.advance(1_000);
  await settled;
  expect(delivered).toHaveLength(0);
  root.end("completed");
  expect(delivered).toMatchObject([{ output: "a" }]);
});

test.each([
  ["a turn that waits for a tool, for which nobody knows a time", { isTimed: false, retryMs: 1_000 }],
  ["a turn that waits for a repetition, where it gives none of its time to it", { isTimed: true, retryMs: 0 }],
])("a flush does not wait for %s", async (_, { isTimed, retryMs }) => {
  const { capture, clock, delivered, release } = failedTurn({ isTimed });
  await settleClosing(capture.openInteractions(), { clock, retryMs });
  clock.advance(2_000);
  expect(delivered).toHaveLength(0);
  release();
  expect(delivered).toHaveLength(1);
});
