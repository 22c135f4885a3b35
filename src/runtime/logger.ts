// Log lines of the package: one per cause and minute, and never a key, a prompt or an answer in them.

import type { Clock } from "./clock.ts";

/** Where log lines go. `console` fits. */
export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const repeatAfterMs = 60_000;
/** Some causes hold a name of the caller's, which may be another one in every call. */
const maxCauses = 200;

/** A logger that repeats a warning of the same cause at most once a minute and says how many it held back. */
export interface PacedLogger {
  warn(cause: string, message: string): void;
  /** Written only when the `debug` option is on. */
  debug(message: () => string): void;
}

/** Wraps a logger so that no cause can flood it and no fault of it can reach the caller. */
export function createPacedLogger(options: {
  readonly logger: Logger;
  readonly debug: boolean;
  readonly clock: Clock;
}): PacedLogger {
  const lastWarnings = new Map<string, { at: number; held: number }>();
  let latest = { at: Number.NEGATIVE_INFINITY, held: 0 };
  return {
    warn(cause, message) {
      const now = options.clock.now();
      const isFull = lastWarnings.size >= maxCauses;
      // Beyond the bound a new cause is held back like one more of the latest.
      const last = lastWarnings.get(cause) ?? (isFull ? latest : undefined);
      if (last !== undefined && now - last.at < repeatAfterMs && now >= last.at) {
        last.held += 1;
        return;
      }
      if (isFull) lastWarnings.clear();
      latest = { at: now, held: 0 };
      lastWarnings.set(cause, latest);
      const held = last?.held ?? 0;
      write(() => options.logger.warn(`[nebuly] ${message}${held > 0 ? ` (${held} more like this)` : ""}`));
    },
    debug(message) {
      if (options.debug) write(() => options.logger.debug(`[nebuly] ${message()}`));
    },
  };
}

function write(line: () => void): void {
  try {
    line();
  } catch {
    // A logger that throws must not break the user's call; there is nowhere left to say so.
  }
}
