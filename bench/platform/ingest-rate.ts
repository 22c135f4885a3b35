// How many interactions a second the platform takes over HTTP, several clients sending at once.

import { interactionPath } from "../../src/wire/endpoints.ts";
import { toInteractionBody } from "../../src/wire/interaction-body.ts";
import { generateConversation } from "./generate.ts";

const clients = 8;
const warmUpMs = 2_000;
const measuredMs = 10_000;
/** Seeds beyond those that were loaded. */
const firstSeed = 1_000_000_000;

/** Sends for a while; returns the interactions that were accepted per second. */
export async function measureIngest(send: (path: string, body: unknown) => Promise<void>): Promise<number> {
  let seed = firstSeed;
  let isCounting = false;
  let accepted = 0;
  const began = performance.now();
  const sendForAWhile = async (): Promise<void> => {
    while (performance.now() - began < warmUpMs + measuredMs) {
      seed += 1;
      for (const interaction of generateConversation(seed, 50_000)) {
        await send(interactionPath("v3"), bodyOf(interaction));
        if (isCounting) accepted += 1;
        else isCounting = performance.now() - began > warmUpMs;
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, sendForAWhile));
  return accepted / ((performance.now() - began - warmUpMs) / 1_000);
}

function bodyOf(received: ReturnType<typeof generateConversation>[number]): unknown {
  const { traces, ...interaction } = received;
  const resolved = {
    ...interaction,
    timeStart: new Date(received.startedAt).toISOString(),
    timeEnd: new Date(received.endedAt).toISOString(),
    anonymize: true,
    traces: [],
  };
  return { ...toInteractionBody(resolved, "v3"), traces };
}
