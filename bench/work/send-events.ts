// Work: `runs` finished events handed to a sender in waves, each wave flushed before the next.

import { measureCost, peakRssMb } from "../harness/meter.ts";
import type { Figures, WorkSettings } from "../harness/work.ts";
import { createEvent, loadSenderSubject, type SenderEvent } from "./sender-subject.ts";

const eventsPerWave = 500;

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadSenderSubject(subjectUrl, settings.sinkUrl);
  const { runs, warmUpRuns } = settings;
  const events = Array.from({ length: warmUpRuns + runs }, (_, run) => createEvent(run));
  const send = async (part: readonly SenderEvent[]): Promise<void> => {
    for (let from = 0; from < part.length; from += eventsPerWave) {
      for (const event of part.slice(from, from + eventsPerWave)) subject.send(event);
      await subject.flush();
    }
  };
  await send(events.slice(0, warmUpRuns));
  const { cpuUs, elapsedMs } = await measureCost(() => send(events.slice(warmUpRuns)));
  return {
    runs: runs + warmUpRuns,
    cpuUs: cpuUs / runs,
    perSecond: (runs / elapsedMs) * 1_000,
    peakRssMb: peakRssMb(),
  };
}
