// This package, as its README uses it: one client, a handler for each turn.

import { Nebuly } from "nebuly";
import { NebulyCallbackHandler } from "nebuly/langchain";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(sinkUrl: string): LangchainSubject {
  const client = new Nebuly({ apiKey: "bench", baseUrl: sinkUrl });
  return {
    createHandlers: (endUser) => [new NebulyCallbackHandler({ client, endUser })],
    async flush() {
      await client.flush({ timeoutMs: 60_000 });
    },
  };
}
