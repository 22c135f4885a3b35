// @langfuse/otel behind its AI SDK 7 integration, which delegates to @ai-sdk/otel.

import { LangfuseSpanProcessor } from "@langfuse/otel";
import { LangfuseVercelAiSdkIntegration } from "@langfuse/vercel-ai-sdk";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { registerTelemetry } from "ai";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(sinkUrl: string): AiSubject {
  const processor = new LangfuseSpanProcessor({ publicKey: "pk-bench", secretKey: "sk-bench", baseUrl: sinkUrl });
  new NodeSDK({ spanProcessors: [processor] }).start();
  registerTelemetry(new LangfuseVercelAiSdkIntegration());
  return { observe: (model) => model, flush: () => processor.forceFlush() };
}
