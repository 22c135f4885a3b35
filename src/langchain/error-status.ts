// What an error of a run says about how the turn ended.

import type { InteractionStatus } from "../capture/open-interaction.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import { isList, readProperty } from "./read-value.ts";

/** All that tells an abort where its error has no name: LangChain's words, LangGraph's, its integrations', and their clients'. */
const abortWords: ReadonlySet<string> = new Set(["Aborted", "Abort", "AbortError", "Request was aborted."]);

/**
 * The status of a root that ended with this error. `signal` is the one that its last model was called with: whoever aborts
 * may give any reason, and LangChain throws it as it is, or makes an error of its words.
 */
export function errorStatus(error: unknown, signal: unknown): InteractionStatus {
  if (isInterrupt(error)) return "interrupted";
  if (isAbort(error) || readProperty(error, "name") === "ModelAbortError") return "cancelled";
  const message = readProperty(error, "message");
  if (typeof message === "string" && abortWords.has(message)) return "cancelled";
  const reason = readProperty(signal, "reason");
  return reason !== undefined && (reason === error || reason === message) ? "cancelled" : "failed";
}

/** Whether LangGraph stopped to ask the user, or to be resumed after a restart. */
export function isInterrupt(error: unknown): boolean {
  if (readProperty(error, "is_bubble_up") !== true) return false;
  return isList(readProperty(error, "interrupts")) || readProperty(error, "name") === "GraphDrained";
}
