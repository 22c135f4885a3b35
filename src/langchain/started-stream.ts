// Which stream the running code is about to make. The run that starts inside of the call that makes it is the one that
// feeds it.

import { runtime } from "#runtime";
import { globalSingleton } from "../runtime/global-singleton.ts";
import type { ContextStorage } from "../runtime/runtime.ts";
import type { Run } from "./run-book.ts";

export interface StartedStream {
  run: Run | undefined;
  /** Until the call has returned its stream: what starts later, as the stream is read, feeds it only indirectly. */
  isStarting: boolean;
}

let known: ContextStorage<StartedStream> | undefined;

function storage(): ContextStorage<StartedStream> {
  known ??= globalSingleton("langchain-started-streams-1", () => runtime.createContextStorage<StartedStream>());
  return known;
}

/** Runs the call that makes a stream. */
export function whileStarting<Result>(stream: StartedStream, call: () => Result): Result {
  return storage().run(stream, call);
}

/** A run started. Of several roots the last counts: what came before it prepared the call. Below a root, the first. */
export function linkStartedStream(run: Run): void {
  const stream = storage().getStore();
  if (stream?.isStarting === true && (run.isRoot || stream.run === undefined)) stream.run = run;
}
