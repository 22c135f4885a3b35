// Runs the function of a scope and tells the interaction how it ended, without touching what it returns or throws.

import type { OpenInteraction } from "./open-interaction.ts";

/** Runs the function; its promise, if it returns one, is returned as it is. */
export function superviseScope<Result>(interaction: OpenInteraction, run: () => Result): Result {
  const leave = interaction.enterScopeFunction();
  let result: Result;
  try {
    result = run();
  } catch (error) {
    leave(isAbort(error) ? "cancelled" : "failed");
    throw error;
  }
  // Other thenables are left alone: calling `then` on a query builder would run the query twice.
  if (result instanceof Promise) {
    result.then(
      () => leave("completed"),
      (error: unknown) => leave(isAbort(error) ? "cancelled" : "failed"),
    );
  } else {
    leave("completed");
  }
  return result;
}

/** Whether an error says that somebody called the work off: an aborted signal, a closed tab, a timeout. */
export function isAbort(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  try {
    const name: unknown = Reflect.get(error, "name");
    return name === "AbortError" || name === "TimeoutError" || name === "ResponseAborted";
  } catch {
    // A hostile error object; it is a failure like any other.
    return false;
  }
}
