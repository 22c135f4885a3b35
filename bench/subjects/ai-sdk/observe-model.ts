// This package around the model.

import { Nebuly } from "nebuly";
import { observeModel } from "nebuly/ai-sdk";
import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(sinkUrl: string): AiSubject {
  const client = new Nebuly({ apiKey: "bench", baseUrl: sinkUrl });
  return {
    observe: (model) => observeModel(model, { client }),
    callOptions: (endUser) => ({ providerOptions: { nebuly: { endUser } } }),
    async flush() {
      await client.flush({ timeoutMs: 60_000 });
    },
  };
}
