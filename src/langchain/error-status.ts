// What an error of a run says about how the turn ended.

import type { InteractionStatus } from "../capture/open-interaction.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import { isList, readProperty, readString } from "./read-value.ts";
import type { Run } from "./run-book.ts";

/** All that tells an abort where its error has no name: LangChain's words, LangGraph's, its integrations', and their clients'. */
const abortWords = /^(Abort(ed|Error)?|Request was aborted\.)$/;

/**
 * The status of a root that ended with this error. `signal` is the one that its last model was called with: whoever aborts
 * may give any reason, and LangChain throws it as it is, or makes an error of its words.
 */
export function errorStatus(error: unknown, signal: unknown): InteractionStatus {
  if (isInterrupt(error)) return "interrupted";
  if (isAbort(error)) return "cancelled";
  const message = readProperty(error, "message");
  if (typeof message === "string" && abortWords.test(message)) return "cancelled";
  // Of a text LangChain makes an error, in a function that does nothing else.
  if (readString(error, "stack")?.includes("getAbortSignalError") === true) return "cancelled";
  const reason = readProperty(signal, "reason");
  return reason !== undefined && (reason === error || reason === message) ? "cancelled" : "failed";
}

/**
 * The status of a run that ended with this error. One that is passed on means what it meant where it came from: a model that
 * fails after its call was called off fails for that, whatever it says; and what is made of other runs alone fails by itself
 * only when it is called off while one of them still runs.
 */
export function runStatus(run: Run, error: unknown): InteractionStatus {
  const { tree } = run;
  if (tree.failure === undefined || tree.failure.error !== error) {
    tree.failure = { error, origin: run, wasCalledOff: readProperty(tree.signal, "aborted") === true };
  }
  const { origin, wasCalledOff } = tree.failure;
  const isCalledOff = origin.isComposed
    ? run.isRoot && tree.openRuns > 1
    : origin.step?.isModelCall === true && wasCalledOff;
  const status = errorStatus(error, tree.signal);
  return status === "failed" && isCalledOff ? "cancelled" : status;
}

/** Whether LangGraph stopped to ask the user, or to be resumed after a restart. */
export function isInterrupt(error: unknown): boolean {
  if (readProperty(error, "is_bubble_up") !== true) return false;
  return isList(readProperty(error, "interrupts")) || readProperty(error, "name") === "GraphDrained";
}
