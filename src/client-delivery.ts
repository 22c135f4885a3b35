// What a client loads with its first turn or event, so that importing it stays cheap: its sender, what makes the bodies that
// the sender asks for, and what a flush and the end of the process do.

import { runtime } from "#runtime";
import { ContentMaker } from "./capture/event-content.ts";
import { systemClock } from "./runtime/clock.ts";
import type { PacedLogger } from "./runtime/logger.ts";
import { createSender } from "./sender/create-sender.ts";
import type { Sender } from "./sender/outgoing-event.ts";
import type { Settings } from "./settings/settings.ts";

export { settleClosing } from "./capture/settle-closing.ts";
export { drainAtExit } from "./exit-drain.ts";

export interface ClientDelivery {
  readonly sender: Sender;
  readonly content: ContentMaker;
}

export async function createDelivery(settings: Settings, logger: PacedLogger): Promise<ClientDelivery> {
  const createTransport = await runtime.loadTransport();
  return {
    sender: createSender({ settings, clock: systemClock, random: Math.random, logger, runtime, createTransport }),
    content: new ContentMaker(settings, { hmacSha256: runtime.hmacSha256, logger }),
  };
}
