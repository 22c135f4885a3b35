// Starts the counting server beside a bench.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ServerCounts } from "./counting-server.ts";

export interface BenchServer {
  readonly url: string;
  counts(): Promise<ServerCounts>;
  stop(): void;
}

export async function startServer(options: {
  readonly maxId: number;
  readonly faultRate: number;
}): Promise<BenchServer> {
  const path = fileURLToPath(new URL("./counting-server.ts", import.meta.url));
  const child = fork(path, [String(options.maxId), String(options.faultRate)]);
  const [{ port }] = await once(child, "message");
  return {
    url: `http://127.0.0.1:${port}`,
    async counts() {
      child.send("counts");
      const [counts] = await once(child, "message");
      return counts;
    },
    stop: () => child.disconnect(),
  };
}
