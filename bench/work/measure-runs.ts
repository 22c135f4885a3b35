// How every LangChain and AI SDK work is measured: warm up, then CPU, then the delay of the loop; or by pairs.

import { drive } from "../harness/drive.ts";
import { measureCost, measureLoopDelay, peakRssMb } from "../harness/meter.ts";
import { median } from "../harness/statistics.ts";
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

/** Pairs whose difference is taken: bare and observed, then the other way round. */
const pairs = 20;

/** What the subject adds to a run, by the median of neighbours in one process: processes differ by more than it. */
export async function measurePairs(
  { runs, warmUpRuns }: WorkSettings,
  { run, flush }: { run(number: number, isObserved: boolean): Promise<void>; flush(): Promise<void> },
): Promise<Figures> {
  const runsOfPair = Math.ceil(runs / pairs);
  const measureBlock = async (from: number, isObserved: boolean): Promise<number> => {
    const { cpuUs } = await measureCost(async () => {
      await drive({ from, runs: runsOfPair }, (number) => run(number, isObserved));
      await flush();
    });
    return cpuUs / runsOfPair;
  };
  await drive({ from: 0, runs: warmUpRuns }, (number) => run(number, false));
  await drive({ from: 0, runs: warmUpRuns }, (number) => run(number, true));
  await flush();
  const added: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const from = warmUpRuns + pair * runsOfPair;
    const isObservedFirst = pair % 2 === 1;
    const first = await measureBlock(from, isObservedFirst);
    const second = await measureBlock(from, !isObservedFirst);
    added.push(isObservedFirst ? first - second : second - first);
  }
  return { runs: warmUpRuns + pairs * runsOfPair, addedCpuUs: median(added) };
}
