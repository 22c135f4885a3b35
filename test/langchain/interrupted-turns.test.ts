import { expect, test } from "vitest";
import type { OpenInteraction } from "../../src/capture/open-interaction.ts";
import { InterruptedTurns } from "../../src/langchain/interrupted-turns.ts";
import { createTestCapture, rootOf, type TestCapture } from "../capture/create-capture.ts";

/** A turn whose root has stopped to ask. */
function stop(
  { capture }: TestCapture,
  turns: InterruptedTurns,
  place: { readonly threadId?: string; readonly checkpointIds?: ReadonlySet<string> },
): OpenInteraction {
  const interaction = capture.open();
  const root = interaction.startRoot(rootOf("q", "a"));
  turns.wait(interaction, { threadId: place.threadId, checkpointIds: place.checkpointIds ?? new Set() });
  root.end("interrupted");
  return interaction;
}

test("a turn that stops on the thread of another one lets that one end", () => {
  const setting = createTestCapture();
  const turns = new InterruptedTurns();
  const former = stop(setting, turns, { threadId: "thread" });
  expect(former.isSettled).toBe(false);
  const later = stop(setting, turns, { threadId: "thread" });
  expect([former.isSettled, later.isSettled]).toEqual([true, false]);
  expect(turns.takeByThread("thread", { input: null })?.interaction).toBe(later);
});

test("a turn that has settled in the meantime is not waited for any more", () => {
  const setting = createTestCapture();
  const turns = new InterruptedTurns();
  const interaction = stop(setting, turns, { threadId: "thread", checkpointIds: new Set(["checkpoint"]) });
  expect(turns.size).toBe(1);
  interaction.settle("abandoned");
  expect(turns.size).toBe(0);
  expect(turns.takeByThread("thread", { input: null })).toBeUndefined();
  expect(turns.takeByCheckpoint("checkpoint")).toBeUndefined();
});

test("a turn is found at the checkpoints where it stopped, whatever becomes of their set", () => {
  const setting = createTestCapture();
  const turns = new InterruptedTurns();
  const checkpointIds = new Set(["one", "two"]);
  const interaction = stop(setting, turns, { checkpointIds });
  checkpointIds.clear();
  expect(turns.takeByCheckpoint("two")?.interaction).toBe(interaction);
  expect(turns.takeByCheckpoint("one")).toBeUndefined();
});
