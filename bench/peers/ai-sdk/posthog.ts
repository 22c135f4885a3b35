// @posthog/ai: on AI SDK 7 its span processor behind @ai-sdk/otel, as its own withTracing refuses these models.

import { OpenTelemetry } from "@ai-sdk/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { PostHogSpanProcessor } from "@posthog/ai/otel";
import { registerTelemetry } from "ai";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(sinkUrl: string): AiSubject {
  const processor = new PostHogSpanProcessor({ projectToken: "phc_bench", host: sinkUrl });
  new NodeSDK({ spanProcessors: [processor] }).start();
  registerTelemetry(new OpenTelemetry());
  return { observe: (model) => model, flush: () => processor.forceFlush() };
}
