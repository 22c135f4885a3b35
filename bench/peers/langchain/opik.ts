// opik-langchain: a handler for each turn, as one handler holds one root at a time; one client for all.

import { Opik } from "opik";
import { OpikCallbackHandler } from "opik-langchain";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(sinkUrl: string): LangchainSubject {
  const client = new Opik({ apiKey: "bench", apiUrl: sinkUrl, projectName: "bench", workspaceName: "bench" });
  return {
    createHandlers: () => [new OpikCallbackHandler({ client })],
    flush: () => client.flush(),
  };
}
