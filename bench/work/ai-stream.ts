// Work: streamText with `size` chunks, read to its end; and how soon the first chunk comes.

import { streamText } from "ai";
import { median } from "../harness/statistics.ts";
import { type Figures, questionMark, type WorkSettings } from "../harness/work.ts";
import { loadAiSubject } from "./ai-subject.ts";
import { createModel } from "./language-model.ts";
import { measureRuns } from "./measure-runs.ts";

/** Streams read one after the other for the time to the first chunk. */
const timedStreams = 60;

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadAiSubject(subjectUrl, settings.sinkUrl);
  const model = subject.observe(createModel({ chunks: settings.size ?? 2_000 }));
  const read = async (number: number): Promise<number> => {
    const began = performance.now();
    let firstAfterMs = Number.NaN;
    const prompt = `Tell me, ${questionMark(number)}, a long story.`;
    for await (const _ of streamText({ model, prompt, ...subject.callOptions?.(`user-${number % 100}`) }).textStream) {
      if (Number.isNaN(firstAfterMs)) firstAfterMs = performance.now() - began;
    }
    return firstAfterMs;
  };
  const figures = await measureRuns(settings, {
    run: async (number) => void (await read(number)),
    flush: () => subject.flush(),
  });
  if (settings.isCpuOnly === true) return figures;
  const runs = figures.runs ?? 0;
  const waits: number[] = [];
  for (let index = 0; index < timedStreams; index += 1) waits.push(await read(runs + index));
  await subject.flush();
  return { ...figures, runs: runs + timedStreams, firstChunkUs: median(waits) * 1_000 };
}
