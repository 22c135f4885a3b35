// braintrust: its AI SDK 7 telemetry.

import { registerTelemetry } from "ai";
import { braintrustAISDKTelemetry, flush, initLogger } from "braintrust";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(): AiSubject {
  initLogger({ projectName: "bench", apiKey: "bench" });
  registerTelemetry(braintrustAISDKTelemetry());
  return { observe: (model) => model, flush: () => flush() };
}
