import { expect, test } from "vitest";
import { settleClosing } from "../../src/capture/settle-closing.ts";
import { createTestCapture, rootOf, tracesOf } from "./create-capture.ts";

const retrieval = tracesOf({ source: "docs", input: "q", outputs: [] });
const asStep = { isModelCall: false };

test("whoever waited for a turn leaves no timer behind once it has settled", () => {
  const { capture, clock, delivered } = createTestCapture();
  const interaction = capture.open();
  const late = interaction.startTrace(retrieval, asStep);
  interaction.startRoot(rootOf("q", "a")).end("completed");
  for (let waiting = 0; waiting < 3; waiting += 1)
    void settleClosing(capture.openInteractions(), { clock, retryMs: 0 });
  expect(clock.armed).toBe(4);
  late.end();
  expect(delivered).toHaveLength(1);
  expect(clock.armed).toBe(0);
});

test("whoever waits settles it when it is due, though its own timer is gone", () => {
  const { capture, clock, delivered } = createTestCapture();
  const interaction = capture.open();
  interaction.startTrace(retrieval, asStep);
  interaction.startRoot(rootOf("q", "a")).end("completed");
  clock.advance(500);
  clock.dropTimers();
  void settleClosing(capture.openInteractions(), { clock, retryMs: 0 });
  clock.advance(1_499);
  expect(delivered).toHaveLength(0);
  clock.advance(1);
  expect(delivered).toHaveLength(1);
});

test("a step that starts within the turn of the event loop in which its root ended still belongs to it", async () => {
  const { capture, delivered } = createTestCapture();
  const interaction = capture.open();
  interaction.startRoot(rootOf("q", "a"), { hasLateSteps: true }).end("completed");
  const late = interaction.startTrace(retrieval, asStep);
  await Promise.resolve();
  expect(delivered).toHaveLength(0);
  late.end();
  await Promise.resolve();
  expect(delivered).toMatchObject([{ traces: [{ source: "docs" }] }]);
});
