// What a way into this room drives while a model runs, and how it runs it. The caller gets exactly what the model gave.

import type { StreamTap } from "../capture/tap-stream.ts";

/** Follows one call of a model. None of its methods throws, `run` aside, which throws what the model throws. */
export interface CallFollower {
  /** Runs the model. */
  run<Result>(callback: () => Result): Result;
  /** The call gave its result, which is no stream or is not to be watched. */
  result(result: unknown): void;
  fail(error: unknown): void;
  /** Told of the parts of a streamed result; undefined where somebody further out watches them. */
  readonly tap: StreamTap | undefined;
}

/** Runs the model and tells the follower how it went; `onResult` gives what the caller gets. */
export function followCall<Result>(
  follower: CallFollower,
  run: () => PromiseLike<Result>,
  onResult: (result: Result) => Result,
): Promise<Result> {
  const onError = (error: unknown): never => {
    follower.fail(error);
    throw error;
  };
  try {
    // A malformed model may return its result as it is; the SDK awaits it all the same.
    return Promise.resolve(follower.run(run)).then(onResult, onError);
  } catch (error) {
    // The model threw before it returned a promise.
    return onError(error);
  }
}
