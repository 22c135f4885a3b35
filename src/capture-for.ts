// Where the framework rooms find their capture: the client they were given, else the process's default client.

import type { Capture } from "./capture/capture.ts";
import { captureOf } from "./capture/capture-of.ts";
import type { Nebuly } from "./client.ts";
import { nebuly } from "./default-client.ts";
import { globalSingleton } from "./runtime/global-singleton.ts";
import type { Check } from "./settings/option-checks.ts";

/**
 * The capture to record with; undefined when capture is off. Never throws: an unusable environment switches capture off
 * and says so once. Rooms call it when something happens, not at import and not in constructors.
 */
export function captureFor(client: Nebuly | undefined): Capture | undefined {
  const capture = captureOf(client ?? defaultClient());
  return capture?.isEnabled === true ? capture : undefined;
}

/** For the option `client` of the rooms: told by what it holds, as it may be another copy's. */
export const isClient: Check = (value) =>
  typeof value === "object" && value !== null && captureOf(value) !== undefined ? undefined : "must be a Nebuly client";

function defaultClient(): object {
  const failure = globalSingleton<{ wasReported: boolean }>("default-client-failure", () => ({ wasReported: false }));
  if (failure.wasReported) return failure;
  try {
    return nebuly();
  } catch (error) {
    // The environment holds something unusable; the user's own call must go on without us.
    failure.wasReported = true;
    // There is no client, so there is no logger of its own to say it with.
    const { console: logger } = globalThis;
    logger.warn(`[nebuly] capture is off: ${error instanceof Error ? error.message : "the environment is not usable"}`);
    return failure;
  }
}
