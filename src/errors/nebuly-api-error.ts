// The error for a request that the platform answered with a refusal.

import { NebulyError } from "./nebuly-error.ts";

/**
 * The platform answered a read or delete with an error status. Carries neither the key nor the request's body.
 *
 * @example
 * ```ts
 * try {
 *   await client.interactions.get("unknown");
 * } catch (error) {
 *   if (NebulyApiError.isInstance(error) && error.status === 404) console.log("no such interaction");
 *   else throw error;
 * }
 * ```
 */
export class NebulyApiError extends NebulyError {
  override readonly name = "NebulyApiError";
  /** HTTP status of the answer. */
  readonly status: number;
  /** What the platform gave as its reason, shortened. */
  readonly reason: string;
  /** Path of the request, without host and query. */
  readonly requestPath: string;

  constructor(details: { readonly status: number; readonly reason: string; readonly requestPath: string }) {
    super({
      code: "api_error",
      message: `${details.requestPath} answered ${details.status}${details.reason === "" ? "" : `: ${details.reason}`}`,
    });
    this.status = details.status;
    this.reason = details.reason;
    this.requestPath = details.requestPath;
  }

  /** Whether a caught value is an API error of this package. */
  static override isInstance(error: unknown): error is NebulyApiError {
    return NebulyError.isInstance(error) && error.name === "NebulyApiError";
  }
}
