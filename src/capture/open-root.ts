// One root of an interaction: a call at the top of a turn, from its start to its one end. A class, as object literals with
// getters get a hidden class each, which keeps what they hold alive until the next full garbage collection.

import type { InteractionStatus, OpenInteraction } from "./open-interaction.ts";
import type { RootSource } from "./recording.ts";

export class OpenRoot {
  readonly interaction: OpenInteraction;
  readonly source: RootSource;
  /** How it ended; undefined while it is open. */
  status: InteractionStatus | undefined;

  constructor(interaction: OpenInteraction, source: RootSource) {
    this.interaction = interaction;
    this.source = source;
  }

  /** The first end counts. */
  end(status: InteractionStatus): void {
    if (this.status !== undefined) return;
    this.status = status;
    this.interaction.rootEnded();
  }
}
