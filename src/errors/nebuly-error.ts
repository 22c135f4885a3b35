// The base of every error that this package throws. Leaves live in files of their own.

const marker = Symbol.for("nebuly.error");

/** What went wrong, for `switch` statements: stable across versions. */
export type NebulyErrorCode = "invalid_argument" | "api_error" | "connection_failed";

/**
 * Base class of the errors that constructors and awaited calls throw. Capture itself never throws.
 *
 * @example
 * ```ts
 * try {
 *   await client.interactions.get("does-not-exist");
 * } catch (error) {
 *   if (NebulyError.isInstance(error)) console.error(error.code, error.message);
 *   else throw error;
 * }
 * ```
 */
export class NebulyError extends Error {
  override readonly name: string = "NebulyError";
  /** The kind of failure. */
  readonly code: NebulyErrorCode;

  constructor(details: { readonly code: NebulyErrorCode; readonly message: string; readonly cause?: unknown }) {
    super(details.message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = details.code;
    // A marker instead of instanceof alone: bundlers and CJS/ESM twins load this class twice.
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether a caught value is one of this package's errors, whichever copy of the package threw it. */
  static isInstance(error: unknown): error is NebulyError {
    return typeof error === "object" && error !== null && marker in error;
  }
}
