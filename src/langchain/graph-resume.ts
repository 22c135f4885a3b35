// How a graph of LangGraph is called to go on instead of being asked something new.

import { ownKeys } from "./choose-input.ts";
import { readProperty } from "./read-value.ts";

/** Whether a run was given what resumes a graph: a command that says so, or no input, as after a breakpoint. */
export function isResume(inputs: unknown): boolean {
  if (readProperty(inputs, "lg_name") === "Command") {
    const resume = readProperty(inputs, "resume");
    return resume !== undefined && resume !== null;
  }
  return isGivenNothing(inputs);
}

/** LangChain wraps what is no object: nothing comes as `{ input: null }`. */
export function isGivenNothing(inputs: unknown): boolean {
  if (typeof inputs !== "object" || inputs === null) return false;
  const input = readProperty(inputs, "input");
  return input === null || (input === undefined && ownKeys(inputs).includes("input"));
}
