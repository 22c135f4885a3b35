// langsmith: its AI SDK 7 telemetry.

import { registerTelemetry } from "ai";
import { Client } from "langsmith";
import { LangSmithTelemetry } from "langsmith/experimental/vercel";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(): AiSubject {
  const client = new Client();
  registerTelemetry(LangSmithTelemetry({ client }));
  return { observe: (model) => model, flush: () => client.awaitPendingTraceBatches() };
}
