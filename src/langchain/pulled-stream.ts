// Which observed stream is being read at this very moment. A stream does not say which run feeds it; but reading one makes
// its generators go on, and their callbacks come, before the read returns. That is how the two find each other.

import { globalSingleton } from "../runtime/global-singleton.ts";
import type { RunTree } from "./run-tree.ts";

export interface PulledStream {
  /** The runs that feed it, once known. */
  tree: RunTree | undefined;
}

interface Pull {
  current: PulledStream | undefined;
}

let known: Pull | undefined;

function pull(): Pull {
  known ??= globalSingleton<Pull>("langchain-pull-1", () => ({ current: undefined }));
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

/** A callback of a tree came: if a stream is being read, this tree feeds it. */
export function linkPulledStream(tree: RunTree): void {
  const { current } = pull();
  if (current !== undefined && current.tree === undefined) current.tree = tree;
}
