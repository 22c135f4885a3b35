// This package's sender, through `track`.

import { Nebuly } from "nebuly";
import type { SenderSubject } from "../../work/sender-subject.ts";

export function createSubject(sinkUrl: string): SenderSubject {
  const client = new Nebuly({ apiKey: "bench", baseUrl: sinkUrl });
  return {
    send({ endUser, input, output, messages, timeStart, timeEnd }) {
      const traces = [{ model: "instant-1", messages, output, inputTokens: 620, outputTokens: 60 }];
      void client.track({ endUser, input, output, timeStart, timeEnd, traces });
    },
    async flush() {
      await client.flush({ timeoutMs: 60_000 });
    },
  };
}
