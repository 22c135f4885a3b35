// langsmith: LangChain's own tracer over its client.

import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client } from "langsmith";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(): LangchainSubject {
  const client = new Client();
  const tracer = new LangChainTracer({ client });
  return { createHandlers: () => [tracer], flush: () => client.awaitPendingTraceBatches() };
}
