// posthog-node: an event with the same content.

import { PostHog } from "posthog-node";
import type { SenderSubject } from "../../work/sender-subject.ts";

export function createSubject(sinkUrl: string): SenderSubject {
  const client = new PostHog("phc_bench", { host: sinkUrl });
  return {
    send({ endUser, input, output, messages, timeStart, timeEnd }) {
      const properties = { input, output, messages, model: "instant-1", timeStart, timeEnd };
      client.capture({ distinctId: endUser, event: "$ai_generation", properties });
    },
    flush: () => client.flush(),
  };
}
