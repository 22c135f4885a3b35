// What a process holds once all garbage is gone. Needs --expose-gc.

import { setImmediate as nextTurn } from "node:timers/promises";

/** Heap and buffers in use, in bytes. */
export async function heldBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  // What the first collection lets go of may free more in the second.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
