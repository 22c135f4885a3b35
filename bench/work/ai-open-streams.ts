// Work: how much memory a stream holds while it is open: `runs` streams, each read half-way.

import { streamText } from "ai";
import { type Figures, questionMark, type WorkSettings } from "../harness/work.ts";
import { loadAiSubject } from "./ai-subject.ts";
import { heldBytes } from "./held-bytes.ts";
import { createModel } from "./language-model.ts";

const chunks = 200;
const chunksRead = 100;

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadAiSubject(subjectUrl, settings.sinkUrl);
  const model = subject.observe(createModel({ chunks }));
  const open = async (number: number): Promise<AsyncIterator<string>> => {
    const prompt = `Tell me, ${questionMark(number)}, a long story.`;
    const result = streamText({ model, prompt, ...subject.callOptions?.(`user-${number % 100}`) });
    const iterator = result.textStream[Symbol.asyncIterator]();
    for (let read = 0; read < chunksRead; read += 1) await iterator.next();
    return iterator;
  };
  const readOut = async (iterator: AsyncIterator<string>): Promise<void> => {
    while ((await iterator.next()).done !== true);
  };
  // What is made once, for the first streams, is not counted.
  for (let number = 0; number < settings.warmUpRuns; number += 1) await readOut(await open(number));
  await subject.flush();
  const before = await heldBytes();
  const streams: AsyncIterator<string>[] = [];
  for (let index = 0; index < settings.runs; index += 1) streams.push(await open(settings.warmUpRuns + index));
  const held = (await heldBytes()) - before;
  for (const stream of streams) await readOut(stream);
  await subject.flush();
  return { runs: settings.warmUpRuns + settings.runs, bytesPerStream: held / settings.runs };
}
