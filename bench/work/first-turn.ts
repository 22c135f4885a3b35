// Work: a process that does one turn and leaves, from its start: what importing, setting up, one turn and a flush cost.

import type { Figures, WorkSettings } from "../harness/work.ts";
import { flushAfterCallbacks, loadSubject } from "./langchain-subject.ts";
import { createRagChain, ragQuestion } from "./rag-chain.ts";

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const began = performance.now();
  const subject = await loadSubject(subjectUrl, settings.sinkUrl);
  const callbacks = subject.createHandlers("user-1");
  await createRagChain().invoke(ragQuestion(0), { callbacks });
  await subject.afterRun?.(callbacks);
  await flushAfterCallbacks(subject);
  const { user, system } = process.cpuUsage();
  return { runs: 1, cpuMs: (user + system) / 1_000, elapsedMs: performance.now() - began };
}
