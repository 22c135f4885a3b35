// The error for a request that never got an answer.

import { NebulyError } from "./nebuly-error.ts";

/** The platform could not be reached, or did not answer in time, on a call that the user awaits for a result. */
export class NebulyConnectionError extends NebulyError {
  override readonly name = "NebulyConnectionError";
  /** Path of the request, without host and query. */
  readonly requestPath: string;

  constructor(details: { readonly requestPath: string; readonly problem: string; readonly cause?: unknown }) {
    super({
      code: "connection_failed",
      message: `${details.requestPath}: ${details.problem}`,
      ...("cause" in details && { cause: details.cause }),
    });
    this.requestPath = details.requestPath;
  }

  /** Whether a caught value is a connection error of this package. */
  static override isInstance(error: unknown): error is NebulyConnectionError {
    return NebulyError.isInstance(error) && error.name === "NebulyConnectionError";
  }
}
