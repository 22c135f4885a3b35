import { expect, test } from "vitest";
import { ClientEndings } from "../src/client-endings.ts";
import { createPacedLogger } from "../src/runtime/logger.ts";
import type { FlushResult } from "../src/sender/outgoing-event.ts";
import { ManualClock } from "./sender/manual-clock.ts";

/** The endings of a client whose next flushes leave so many events each. */
function exitWith(...pendings: number[]): { readonly letGo: number[]; exit(): Promise<void> } {
  const clock = new ManualClock();
  const letGo: number[] = [];
  const listeners = new Set<() => void>();
  let flushes = 0;
  const flush = (): Promise<FlushResult> => {
    flushes += 1;
    return Promise.resolve({ sent: 0, failed: 0, pending: pendings[flushes - 1] ?? 0 });
  };
  new ClientEndings({
    runtime: {
      onBeforeExit: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onSignal: () => () => {},
    },
    clock,
    logger: createPacedLogger({ logger: { debug() {}, warn() {}, error() {} }, debug: false, clock }),
    waitUntil: undefined,
    flushOnSignal: false,
    settleAll: () => {},
    hasPending: () => flushes < pendings.length,
    flush,
    letGo: () => letGo.push(flushes),
    shutdown: flush,
  });
  return {
    letGo,
    exit: async () => {
      for (const listener of listeners) listener();
      await clock.settle();
    },
  };
}

test("a process that has waited in vain lets go of what would keep it alive longer", async () => {
  const { letGo, exit } = exitWith(3, 3);
  await exit();
  await exit();
  expect(letGo).toEqual([1]);
});

test("a process that had everything taken lets go of nothing: it may go on", async () => {
  const { letGo, exit } = exitWith(0, 0, 1);
  await exit();
  await exit();
  expect(letGo).toEqual([]);
  await exit();
  expect(letGo).toEqual([3]);
});
