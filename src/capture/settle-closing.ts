// What a flush does about turns that have not settled. Loaded with what delivers them.

import type { Clock } from "../runtime/clock.ts";
import type { OpenInteraction } from "./open-interaction.ts";

export interface SettleOptions {
  readonly clock: Clock;
  /** How long a call that failed is given to be made again, in milliseconds; 0 leaves such turns alone. */
  readonly retryMs: number;
}

/**
 * Resolves when every turn that had ended has settled, late children aside. A turn that only waits for the repetition of a
 * call that failed settles as it is when none has come in the time that is given. Never rejects.
 */
export async function settleClosing(open: readonly OpenInteraction[], options: SettleOptions): Promise<void> {
  await Promise.all(
    open.map((interaction) => {
      if (interaction.isClosing) {
        interaction.hurry();
        return new Promise<void>((resolve) => interaction.onSettle(resolve));
      }
      return options.retryMs > 0 && interaction.isAwaitingRetry ? settleFailed(interaction, options) : undefined;
    }),
  );
}

function settleFailed(interaction: OpenInteraction, { clock, retryMs }: SettleOptions): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = (): void => {
      // By now it may be under way, and is waited for no longer.
      if (interaction.isAwaitingRetry) interaction.settle();
      resolve();
    };
    const cancel = clock.setTimer(giveUp, retryMs, { keepsProcessAlive: true });
    interaction.onSettle(() => {
      cancel();
      resolve();
    });
  });
}
