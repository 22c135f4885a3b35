// Work: the RAG chain, one `invoke` a run.

import type { Figures, WorkSettings } from "../harness/work.ts";
import { flushAfterCallbacks, loadSubject } from "./langchain-subject.ts";
import { measureRuns } from "./measure-runs.ts";
import { createRagChain, ragQuestion } from "./rag-chain.ts";

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadSubject(subjectUrl, settings.sinkUrl);
  const chain = createRagChain();
  return measureRuns(settings, {
    async run(number) {
      const callbacks = subject.createHandlers(`user-${number % 100}`);
      await chain.invoke(ragQuestion(number), { callbacks });
      await subject.afterRun?.(callbacks);
    },
    flush: () => flushAfterCallbacks(subject),
  });
}
