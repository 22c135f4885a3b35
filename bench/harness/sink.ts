// Starts the sink's process and asks it what has arrived.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface SinkReport {
  /** HTTP requests since the last reset. */
  readonly requests: number;
  /** Bytes of their bodies, as sent. */
  readonly bytes: number;
  /** How many of the texts asked for stood in no body. */
  readonly missing: number;
}

const sinkReport: z.ZodType<SinkReport> = z.object({ requests: z.number(), bytes: z.number(), missing: z.number() });
const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("listening"), url: z.string() }),
  z.object({ type: z.literal("reset") }),
  z.object({ type: z.literal("report"), report: sinkReport }),
]);
type Message = z.infer<typeof message>;

export interface Sink {
  readonly url: string;
  reset(): Promise<void>;
  report(texts: readonly string[]): Promise<SinkReport>;
  close(): void;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL("sink-process.ts", import.meta.url)), { stdio: "inherit" });
  const listening = await nextMessage(child);
  if (listening.type !== "listening") throw new Error("the sink did not start");
  return {
    url: listening.url,
    async reset() {
      const answered = nextMessage(child);
      child.send({ type: "reset" });
      await answered;
    },
    async report(texts) {
      const answered = nextMessage(child);
      child.send({ type: "report", texts });
      const answer = await answered;
      if (answer.type !== "report") throw new Error("the sink gave no report");
      return answer.report;
    },
    close() {
      child.disconnect();
    },
  };
}

function nextMessage(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once("message", (received) => resolve(message.parse(received)));
    child.once("error", reject);
  });
}
