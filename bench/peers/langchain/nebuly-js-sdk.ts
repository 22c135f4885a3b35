// @nebuly-ai/nebuly-js-sdk: the platform's earlier SDK. A handler for each turn; the application sends it itself.

import { NebulyCallbackHandler } from "@nebuly-ai/nebuly-js-sdk";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(): LangchainSubject {
  const sending = new Set<Promise<unknown>>();
  return {
    createHandlers: (endUser) => [new NebulyCallbackHandler(endUser, "bench")],
    async afterRun(handlers) {
      for (const handler of handlers) {
        if (!(handler instanceof NebulyCallbackHandler)) continue;
        const sent = handler.sendData();
        sending.add(sent);
        void sent.finally(() => sending.delete(sent));
      }
    },
    async flush() {
      await Promise.all(sending);
    },
  };
}
