// What a client sends when its process has run out of work. Loaded with what delivers.

import type { ClientEndingsOptions } from "./client-endings.ts";

/** Sends what is left within the time that is given; returns what is left of the time: none where events are left behind. */
export async function drainAtExit(
  { clock, logger, flush }: Pick<ClientEndingsOptions, "clock" | "logger" | "flush">,
  budgetMs: number,
): Promise<number> {
  const startedAt = clock.elapsedMs();
  const { pending } = await flush({ timeoutMs: budgetMs, isLast: true });
  if (pending === 0) return budgetMs - (clock.elapsedMs() - startedAt);
  logger.warn("exit", `the process ends with ${pending} events that the platform has not taken`);
  return 0;
}
