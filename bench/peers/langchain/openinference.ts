// @arizeai/openinference-instrumentation-langchain: instruments the callback manager; OTLP over protobuf in batches.

import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import * as callbackManager from "@langchain/core/callbacks/manager";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

export function createSubject(sinkUrl: string): LangchainSubject {
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${sinkUrl}/v1/traces` }));
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const instrumentation = new LangChainInstrumentation({ tracerProvider: provider });
  instrumentation.manuallyInstrument(callbackManager);
  return { createHandlers: () => [], flush: () => provider.forceFlush() };
}
