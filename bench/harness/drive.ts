// Drives runs as a server's users would: a few at a time, each pausing between two turns, so that timers and sockets of
// whatever observes them get their share of the loop.

import { setTimeout as sleep } from "node:timers/promises";

export interface DriveOptions {
  /** Number of the first run. */
  readonly from: number;
  readonly runs: number;
  readonly users?: number;
  readonly pauseMs?: number;
}

/** Runs until all have ended. */
export async function drive(options: DriveOptions, run: (number: number) => Promise<void>): Promise<void> {
  const { from, runs, users = 8, pauseMs = 5 } = options;
  let next = from;
  await Promise.all(
    Array.from({ length: users }, async () => {
      while (next < from + runs) {
        const number = next;
        next += 1;
        await run(number);
        await sleep(pauseMs);
      }
    }),
  );
}
