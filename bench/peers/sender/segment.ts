// @segment/analytics-node: an event with the same content.

import { Analytics } from "@segment/analytics-node";
import type { SenderSubject } from "../../work/sender-subject.ts";

export function createSubject(sinkUrl: string): SenderSubject {
  const client = new Analytics({ writeKey: "bench", host: sinkUrl });
  return {
    send({ endUser, input, output, messages, timeStart, timeEnd }) {
      const properties = { input, output, messages, model: "instant-1", timeStart, timeEnd };
      client.track({ userId: endUser, event: "turn", properties });
    },
    flush: () => client.flush(),
  };
}
