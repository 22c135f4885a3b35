// Which observed streams are being read, or left, at this very moment. A stream does not say which run feeds it; but
// reading one makes its generators go on, and their callbacks come, before the read returns. A graph's stream is fed from
// elsewhere; but leaving one aborts what runs in the graph before the leaving is done. That is how the two find each other.

import { globalSingleton } from "../runtime/global-singleton.ts";
import type { Run } from "./run-book.ts";
import type { RunTree } from "./run-tree.ts";

export interface PulledStream {
  /** The run that feeds it, once known; of a chain the one that was told of first. */
  run: Run | undefined;
}

interface Pull {
  current: PulledStream | undefined;
  readonly leavings: Set<Leaving>;
}

/** A stream that is being left, and the trees in which something was aborted meanwhile. */
export interface Leaving {
  readonly abortedTrees: Set<RunTree>;
}

let known: Pull | undefined;

function pull(): Pull {
  known ??= globalSingleton<Pull>("langchain-pull-1", () => ({ current: undefined, leavings: new Set() }));
  return known;
}

/** Runs the synchronous part of a read. */
export function whilePulling<Result>(stream: PulledStream, read: () => Result): Result {
  const outer = pull().current;
  pull().current = stream;
  try {
    return read();
  } finally {
    pull().current = outer;
  }
}

/** A callback of a run came: if a stream is being read, this run feeds it. */
export function linkPulledStream(run: Run): void {
  const { current } = pull();
  if (current !== undefined && current.run === undefined) current.run = run;
}

/** A consumer begins to leave a stream whose tree is not known. */
export function beginLeaving(): Leaving {
  const leaving: Leaving = { abortedTrees: new Set() };
  pull().leavings.add(leaving);
  return leaving;
}

/** It has left: trees that were aborted under it and in which nothing runs any more have nobody left to end them. */
export function endLeaving(leaving: Leaving): void {
  pull().leavings.delete(leaving);
  for (const tree of leaving.abortedTrees) if (!tree.hasEnded && tree.openRuns <= 1) tree.cut("cancelled");
}

/** Something below the root of a tree was aborted. */
export function noteAbortedTree(tree: RunTree): void {
  for (const leaving of pull().leavings) leaving.abortedTrees.add(tree);
}
