// The client that everything uses when none is given: made from the environment, when first needed.

import { Nebuly } from "./client.ts";
import { globalSingleton } from "./runtime/global-singleton.ts";

/**
 * The process's default client, made from `NEBULY_API_KEY` and `NEBULY_ENDPOINT_URL` on the first call. Throws
 * `NebulyValidationError` when the environment holds something unusable.
 *
 * @example
 * ```ts
 * await nebuly().flush();
 * ```
 */
export function nebuly(): Nebuly {
  return globalSingleton("default-client-1", () => new Nebuly());
}
