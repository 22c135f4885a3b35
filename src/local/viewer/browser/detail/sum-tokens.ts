// The tokens of an interaction: what its model calls and embeddings say, together.

import type { TraceBody } from "../../../../wire/interaction-body.ts";

/** Undefined when no step says how many tokens it took. */
export function sumTokens(
  traces: readonly TraceBody[],
): { readonly input: number; readonly output: number } | undefined {
  let isKnown = false;
  let input = 0;
  let output = 0;
  for (const trace of traces) {
    if ("outputs" in trace) continue;
    const given = "output_tokens" in trace ? trace.output_tokens : undefined;
    if (trace.input_tokens !== undefined || given !== undefined) isKnown = true;
    input += trace.input_tokens ?? 0;
    output += given ?? 0;
  }
  return isKnown ? { input, output } : undefined;
}
