// This package by AI SDK 7's own telemetry, with no model wrapped.

import { registerTelemetry } from "ai";
import { Nebuly } from "nebuly";
import { nebulyTelemetry } from "nebuly/ai-sdk";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(sinkUrl: string): AiSubject {
  const client = new Nebuly({ apiKey: "bench", baseUrl: sinkUrl });
  registerTelemetry(nebulyTelemetry({ client }));
  return {
    observe: (model) => model,
    callOptions: (endUser) => ({ runtimeContext: { nebuly: { endUser } } }),
    async flush() {
      await client.flush({ timeoutMs: 60_000 });
    },
  };
}
