// A handler that does nothing: what LangChain itself does for any handler that waits for no queue.

import type { LangchainSubject } from "../../work/langchain-subject.ts";

const nothing = (): void => {};

export function createSubject(): LangchainSubject {
  const handler = {
    name: "empty",
    awaitHandlers: true,
    raiseError: false,
    handleChainStart: nothing,
    handleChainEnd: nothing,
    handleChatModelStart: nothing,
    handleLLMNewToken: nothing,
    handleLLMEnd: nothing,
    handleRetrieverStart: nothing,
    handleRetrieverEnd: nothing,
    handleToolStart: nothing,
    handleToolEnd: nothing,
  };
  return { createHandlers: () => [handler], flush: () => Promise.resolve() };
}
