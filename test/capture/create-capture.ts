// A capture on a hand-turned clock, and the interactions that it delivered, resolved.

import { Capture } from "../../src/capture/capture.ts";
import { resolveInteraction } from "../../src/capture/resolve-interaction.ts";
import { createPacedLogger } from "../../src/runtime/logger.ts";
import type { InteractionOptions } from "../../src/settings/interaction-options.ts";
import type { ResolvedInteraction, Trace } from "../../src/wire/interaction.ts";
import { createHandClock, type HandClock } from "./hand-clock.ts";

export interface TestCapture {
  readonly capture: Capture;
  readonly clock: HandClock;
  readonly delivered: ResolvedInteraction[];
  readonly warnings: string[];
}

export function createTestCapture(
  options: { readonly defaults?: InteractionOptions; readonly maxOpenInteractions?: number } = {},
): TestCapture {
  const clock = createHandClock();
  const delivered: ResolvedInteraction[] = [];
  const warnings: string[] = [];
  const warn = (line: string): void => void warnings.push(line);
  const logger = createPacedLogger({ logger: { debug() {}, warn, error: warn }, debug: false, clock });
  const capture = new Capture({
    isEnabled: true,
    clock,
    logger,
    interactionDefaults: options.defaults ?? {},
    idleTimeoutMs: 120_000,
    maxOpenInteractions: options.maxOpenInteractions ?? 100,
    onOpened() {},
    deliver: (interaction) => delivered.push(resolveInteraction(interaction, logger)),
  });
  return { capture, clock, delivered, warnings };
}

export const tracesOf = (...traces: readonly Trace[]): { toTraces(): readonly Trace[] } => ({ toTraces: () => traces });

export function rootOf(input?: string, output?: string): { input(): string | undefined; output(): string | undefined } {
  return { input: () => input, output: () => output };
}
