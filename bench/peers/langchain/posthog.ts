// @posthog/ai: its LangChain handler over posthog-node.

import { LangChainCallbackHandler } from "@posthog/ai/langchain";
import { PostHog } from "posthog-node";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(sinkUrl: string): LangchainSubject {
  const client = new PostHog("phc_bench", { host: sinkUrl });
  return {
    createHandlers: (distinctId) => [new LangChainCallbackHandler({ client, distinctId })],
    flush: () => client.flush(),
  };
}
