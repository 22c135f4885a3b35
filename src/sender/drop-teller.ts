// Tells the user's `onDrop` and the log of events that were not delivered, whatever the hook does.

import type { PacedLogger } from "../runtime/logger.ts";
import type { Drop, DropReason } from "./outgoing-event.ts";

const explanations: Readonly<Record<DropReason, string>> = {
  empty: "it had no input",
  unserializable: "its body could not be made",
  queue_full: "the queue was full",
  too_large: "it was too large even after shrinking",
  rejected: "the platform rejected it",
  unauthorized: "the platform refused the key",
  retries_exhausted: "the platform could not be reached in time",
  spool_lost: "the spool could not be read back",
  shutdown_timeout: "it was still waiting when shutdown's time was up",
  closed: "it came after shutdown",
};

/** Nothing answers, or what answers does not know the path: the address may be wrong. */
function mayBeElsewhere({ reason, status }: Drop): boolean {
  return reason === "retries_exhausted" ? status === undefined : reason === "rejected" && status === 404;
}

export class DropTeller {
  readonly #logger: PacedLogger;
  readonly #onDrop: ((drop: Drop) => void) | undefined;
  #isTelling = false;

  constructor(options: { readonly logger: PacedLogger; readonly onDrop: ((drop: Drop) => void) | undefined }) {
    this.#logger = options.logger;
    this.#onDrop = options.onDrop;
  }

  tell(drop: Drop): void {
    const status = drop.status === undefined ? "" : ` (${drop.status})`;
    const advice = mayBeElsewhere(drop) ? "; check baseUrl" : "";
    const line = `an event (${drop.kind}) was not delivered: ${explanations[drop.reason]}${status}${advice}`;
    // An interaction without input is no loss, only something that a person who debugs wants to know.
    if (drop.reason === "empty") this.#logger.debug(() => line);
    else this.#logger.warn(`drop ${drop.reason}`, line);
    this.#callHook(drop);
  }

  #callHook(drop: Drop): void {
    // A hook that offers events which are dropped at once would call itself for ever; those are counted and logged only.
    if (this.#onDrop === undefined || this.#isTelling) return;
    this.#isTelling = true;
    try {
      const returned: unknown = this.#onDrop(drop);
      if (returned instanceof Promise) returned.catch(() => this.#warnOfHook());
    } catch {
      // The user's hook threw; delivery does not depend on it.
      this.#warnOfHook();
    } finally {
      this.#isTelling = false;
    }
  }

  #warnOfHook(): void {
    this.#logger.warn("onDrop failed", "onDrop threw; delivery goes on");
  }
}
