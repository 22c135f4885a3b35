// The error for an argument or option that cannot be used.

import { NebulyError } from "./nebuly-error.ts";

/**
 * An option or argument is wrong. The message names the field and says how to mend it; it never repeats the value.
 *
 * @example
 * ```ts
 * try {
 *   new Nebuly({ apiKey: "key", concurrency: 0 });
 * } catch (error) {
 *   if (NebulyValidationError.isInstance(error)) console.error(error.field); // "concurrency"
 * }
 * ```
 */
export class NebulyValidationError extends NebulyError {
  override readonly name = "NebulyValidationError";
  /** Path of the wrong field, such as `retry.maxAttempts` or `traces[2].model`. */
  readonly field: string;

  constructor(details: { readonly field: string; readonly problem: string; readonly cause?: unknown }) {
    super({
      code: "invalid_argument",
      message: `${details.field}: ${details.problem}`,
      ...("cause" in details && { cause: details.cause }),
    });
    this.field = details.field;
  }

  /** Whether a caught value is a validation error of this package. */
  static override isInstance(error: unknown): error is NebulyValidationError {
    return NebulyError.isInstance(error) && error.name === "NebulyValidationError";
  }
}
