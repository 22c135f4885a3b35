// What each model of an interaction took: tokens and cost by the model's name.

import type { TraceBody } from "../../wire/interaction-body.ts";
import type { ModelShare } from "../storage/tables.ts";

/** More tokens than any interaction takes: sums of what somebody made up must stay numbers that can be read back. */
const mostTokens = 1e12;

/** One share per model, in the order of their first calls. */
export function shareByModel(
  traces: readonly TraceBody[],
  costOf: (traces: readonly TraceBody[]) => number | null,
): readonly ModelShare[] {
  const calls = new Map<string, TraceBody[]>();
  for (const trace of traces) {
    if ("outputs" in trace) continue;
    const known = calls.get(trace.model);
    if (known === undefined) calls.set(trace.model, [trace]);
    else known.push(trace);
  }
  return [...calls].map(([model, own]) => ({ model, cost: costOf(own), ...sumTokens(own) }));
}

/** Tokens that are unknown count as none. */
export function sumTokens(traces: readonly TraceBody[]): {
  readonly input_tokens: number;
  readonly output_tokens: number;
} {
  let input = 0;
  let output = 0;
  for (const trace of traces) {
    if ("outputs" in trace) continue;
    input += trace.input_tokens ?? 0;
    output += "output_tokens" in trace ? (trace.output_tokens ?? 0) : 0;
  }
  return { input_tokens: Math.min(input, mostTokens), output_tokens: Math.min(output, mostTokens) };
}
