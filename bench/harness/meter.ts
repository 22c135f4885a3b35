// What a measured process costs: CPU of all its threads, the delay of its event loop, its peak memory.

import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Cost {
  /** User and system time of all threads, in microseconds. */
  readonly cpuUs: number;
  readonly elapsedMs: number;
}

/** Measures the whole process while a function runs. */
export async function measureCost(run: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: user + system, elapsedMs: performance.now() - began };
}

/** The 99th percentile of the event loop's delay while a function runs, in milliseconds beyond the sampling interval. */
export async function measureLoopDelay(run: () => Promise<void>): Promise<number> {
  const resolution = 2;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await run();
  histogram.disable();
  return Math.max(0, histogram.percentile(99) / 1e6 - resolution);
}

/** The most memory that the process has had, in MB. */
export function peakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
