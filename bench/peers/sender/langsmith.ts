// langsmith's client: a finished run with the same content.

import { Client, RunTree } from "langsmith";
import type { SenderSubject } from "../../work/sender-subject.ts";

export function createSubject(): SenderSubject {
  const client = new Client();
  return {
    send({ endUser, input, output, messages, timeStart, timeEnd }) {
      const run = new RunTree({
        client,
        name: "turn",
        run_type: "llm",
        inputs: { input, messages },
        start_time: timeStart.getTime(),
        metadata: { endUser, ls_model_name: "instant-1" },
      });
      void run.end({ output }, undefined, timeEnd.getTime()).then(() => run.postRun());
    },
    flush: () => client.awaitPendingTraceBatches(),
  };
}
