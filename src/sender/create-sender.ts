// Makes the sender of a client. How it behaves is in queue-sender.ts, and for hosts that end everything with its request in
// isolated-sender.ts.

import type { Clock } from "../runtime/clock.ts";
import type { PacedLogger } from "../runtime/logger.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Settings } from "../settings/settings.ts";
import { IsolatedSender } from "./isolated-sender.ts";
import type { Sender } from "./outgoing-event.ts";
import { QueueSender } from "./queue-sender.ts";
import type { Transport, TransportOptions } from "./transport.ts";

export interface SenderDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  /** A number from 0 to below 1, for the jitter of retries. */
  readonly random: () => number;
  readonly logger: PacedLogger;
  readonly runtime: Runtime;
  readonly createTransport: (options: TransportOptions) => Transport;
}

/** The sender of a client; nothing is opened before the first event. */
export function createSender(dependencies: SenderDependencies): Sender {
  return dependencies.runtime.isBoundToRequests ? new IsolatedSender(dependencies) : new QueueSender(dependencies);
}
