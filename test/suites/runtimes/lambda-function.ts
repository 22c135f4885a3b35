// A function as it runs on AWS Lambda: it flushes before it answers, unless the event says otherwise.

import { Nebuly } from "nebuly";
import { takeTurns } from "./framework-turns.ts";

const client = new Nebuly();

interface FunctionEvent {
  readonly endUser: string;
  readonly flush: boolean;
}

export async function handler({ endUser, flush }: FunctionEvent): Promise<unknown> {
  const answer = await takeTurns(client, endUser);
  const flushed = flush ? await client.flush({ timeoutMs: 1_000 }) : undefined;
  return { answer, flushed };
}
