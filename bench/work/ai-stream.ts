// Work: streamText with `size` chunks, read to its end; by pairs also what is added to the time to the first chunk.

import { streamText } from "ai";
import { measureCost } from "../harness/meter.ts";
import { median } from "../harness/statistics.ts";
import { type Figures, questionMark, type WorkSettings } from "../harness/work.ts";
import { type AiSubject, loadAiSubject } from "./ai-subject.ts";
import { createModel } from "./language-model.ts";
import { measureRuns } from "./measure-runs.ts";

/** Answers of a few words, for the time to the first chunk. */
const shortAnswer = { chunks: 10, rounds: 300 };

/** Reads one answer to its end and tells how long its first chunk took, in milliseconds. */
type ReadAnswer = (number: number, isObserved: boolean) => Promise<number>;

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadAiSubject(subjectUrl, settings.sinkUrl);
  const { size: chunks = 2_000, runs, isPaired = false } = settings;
  const read = createReader(subject, chunks);
  if (!isPaired) {
    const run = async (number: number): Promise<void> => void (await read(number, true));
    return measureRuns(settings, { run, flush: () => subject.flush() });
  }
  // Delivery must not fall into the answer that follows.
  const afterAnswer = (): Promise<void> => subject.flush();
  const long = await measureRounds(read, { from: 0, rounds: runs, afterAnswer });
  const readShort = createReader(subject, shortAnswer.chunks);
  const short = await measureRounds(readShort, { from: 2 * runs, rounds: shortAnswer.rounds });
  await subject.flush();
  return {
    runs: 2 * (runs + shortAnswer.rounds),
    addedNsPerChunk: (long.cpuUs / chunks) * 1_000,
    addedFirstChunkUs: short.firstChunkUs,
  };
}

function createReader(subject: AiSubject, chunks: number): ReadAnswer {
  const bare = createModel({ chunks });
  const observed = subject.observe(createModel({ chunks }));
  return async (number, isObserved) => {
    const options = isObserved
      ? { model: observed, ...subject.callOptions?.(`user-${number % 100}`) }
      : // Another process would not have them; switched off, the SDK leaves out some of its own work as well.
        { model: bare, telemetry: { integrations: [] } };
    const prompt = `Tell me, ${questionMark(number)}, a long story.`;
    const began = performance.now();
    let firstAfterMs = Number.NaN;
    for await (const _ of streamText({ ...options, prompt }).textStream) {
      if (Number.isNaN(firstAfterMs)) firstAfterMs = performance.now() - began;
    }
    return firstAfterMs;
  };
}

interface Added {
  /** While an answer is streamed; delivery comes after it. */
  readonly cpuUs: number;
  readonly firstChunkUs: number;
}

/** Rounds of four answers: bare, observed, observed, bare. Medians of what the two in the middle take more than the others. */
async function measureRounds(
  read: ReadAnswer,
  options: { readonly from: number; readonly rounds: number; readonly afterAnswer?: () => Promise<void> },
): Promise<Added> {
  const { from, rounds, afterAnswer } = options;
  const time = async (number: number, isObserved: boolean): Promise<Added> => {
    let firstChunkMs = Number.NaN;
    const { cpuUs } = await measureCost(async () => {
      firstChunkMs = await read(number, isObserved);
    });
    if (isObserved) await afterAnswer?.();
    return { cpuUs, firstChunkUs: firstChunkMs * 1_000 };
  };
  const differences: Added[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const number = from + 2 * round;
    const before = await time(number, false);
    const first = await time(number, true);
    const second = await time(number + 1, true);
    const after = await time(number + 1, false);
    const added = (name: keyof Added): number => (first[name] + second[name] - before[name] - after[name]) / 2;
    // The first quarter warms up.
    if (round >= rounds / 4) differences.push({ cpuUs: added("cpuUs"), firstChunkUs: added("firstChunkUs") });
  }
  const middle = (name: keyof Added): number => median(differences.map((difference) => difference[name]));
  return { cpuUs: middle("cpuUs"), firstChunkUs: middle("firstChunkUs") };
}
