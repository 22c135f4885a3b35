// No handler at all: what the work costs by itself.

import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(): LangchainSubject {
  return { createHandlers: () => [], flush: () => Promise.resolve() };
}
