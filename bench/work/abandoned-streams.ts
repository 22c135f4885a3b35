// Work: `runs` streams that their reader leaves after the first chunk; what is held afterwards.

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Figures, WorkSettings } from "../harness/work.ts";
import { heldBytes } from "./held-bytes.ts";
import { flushAfterCallbacks, loadSubject } from "./langchain-subject.ts";
import { createRagChain, ragQuestion } from "./rag-chain.ts";

/** The event loop gets a turn after so many streams, as it would on a server. */
const streamsPerTurn = 20;

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadSubject(subjectUrl, settings.sinkUrl);
  const chain = createRagChain();
  const abandon = async (from: number, runs: number): Promise<void> => {
    for (let number = from; number < from + runs; number += 1) {
      const callbacks = subject.createHandlers(`user-${number % 100}`);
      for await (const _ of await chain.stream(ragQuestion(number), { callbacks })) break;
      if (number % streamsPerTurn === 0) await nextTurn();
    }
    await flushAfterCallbacks(subject);
  };
  await abandon(0, settings.warmUpRuns);
  const before = await heldBytes();
  await abandon(settings.warmUpRuns, settings.runs);
  return { runs: settings.warmUpRuns + settings.runs, heldBytes: (await heldBytes()) - before };
}
