// One bare POST a run over undici, by its leanest call and of about the size of a captured turn: what delivery costs whoever
// sends turns one by one, and captures nothing.

import { type Dispatcher, Pool } from "undici";
import type { LangchainSubject } from "../../work/langchain-subject.ts";

const path = "/event-ingestion/api/v3/events/trace_interaction";
const headers = { "content-type": "application/json", authorization: "Bearer bench" };
const body = JSON.stringify({ input: "x".repeat(5_440) });

export function createSubject(sinkUrl: string): LangchainSubject {
  const pool = new Pool(sinkUrl, { connections: 4 });
  const open = new Set<Promise<void>>();
  const post = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      };
      pool.dispatch({ origin: sinkUrl, path, method: "POST", headers, body }, handler);
    });
  return {
    createHandlers: () => [],
    async afterRun() {
      const posted = post();
      open.add(posted);
      void posted.finally(() => open.delete(posted));
    },
    async flush() {
      await Promise.all(open);
    },
  };
}
