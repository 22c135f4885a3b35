// How every LangChain and AI SDK work is measured: warm up, then CPU, then the delay of the loop.

import { drive } from "../harness/drive.ts";
import { measureCost, measureLoopDelay, peakRssMb } from "../harness/meter.ts";
import type { Figures, WorkSettings } from "../harness/work.ts";

export interface MeasuredRuns {
  run(number: number): Promise<void>;
  flush(): Promise<void>;
}

/** CPU per run (flush included), the loop's delay in a second pass, and the peak memory of the process. */
export async function measureRuns(settings: WorkSettings, { run, flush }: MeasuredRuns): Promise<Figures> {
  const { runs, warmUpRuns, isCpuOnly = false } = settings;
  await drive({ from: 0, runs: warmUpRuns }, run);
  await flush();
  const { cpuUs, elapsedMs } = await measureCost(async () => {
    await drive({ from: warmUpRuns, runs }, run);
    await flush();
  });
  const peak = peakRssMb();
  if (isCpuOnly) return { runs: warmUpRuns + runs, cpuUs: cpuUs / runs, elapsedMs, peakRssMb: peak };
  const delayMs = await measureLoopDelay(async () => {
    await drive({ from: warmUpRuns + runs, runs }, run);
    await flush();
  });
  return { runs: warmUpRuns + 2 * runs, cpuUs: cpuUs / runs, elapsedMs, loopDelayMs: delayMs, peakRssMb: peak };
}
