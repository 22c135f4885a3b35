// @langfuse/langchain: its handler over LangfuseSpanProcessor.

import { CallbackHandler } from "@langfuse/langchain";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(sinkUrl: string): LangchainSubject {
  const processor = new LangfuseSpanProcessor({ publicKey: "pk-bench", secretKey: "sk-bench", baseUrl: sinkUrl });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
  return {
    createHandlers: (userId) => [new CallbackHandler({ userId })],
    flush: () => processor.forceFlush(),
  };
}
