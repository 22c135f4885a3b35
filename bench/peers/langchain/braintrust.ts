// braintrust: its LangChain handler, which replaces the deprecated @braintrust/langchain-js.

import { BraintrustLangChainCallbackHandler, flush, initLogger } from "braintrust";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(): LangchainSubject {
  initLogger({ projectName: "bench", apiKey: "bench" });
  const handler = new BraintrustLangChainCallbackHandler();
  return { createHandlers: () => [handler], flush: () => flush() };
}
