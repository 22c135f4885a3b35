// Shows interactions that were read back, so that a person sees at a glance what the platform knows.

import { styleText } from "node:util";

/** A row of Get Interactions, as far as the demo shows it; `traces` is what a local platform adds to it. */
export interface ShownInteraction {
  readonly input_text?: string | null;
  readonly output_text?: string | null;
  readonly end_user?: string | null;
  readonly conversation_id?: string | null;
  readonly timestamp?: string | null;
  readonly latency?: number | null;
  readonly cost?: number | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly feedback_actions?: readonly string[] | null;
  readonly feedback_action_text?: string | null;
  readonly traces?: unknown;
}

export function printInteraction(row: ShownInteraction, position: string): void {
  const lines = [
    styleText("bold", `${position}  ${row.end_user} in ${row.conversation_id}`) +
      styleText("dim", `  ${row.timestamp}`),
    field("asked", row.input_text ?? ""),
    field("answered", row.output_text ?? ""),
    field(
      "took",
      `${row.latency?.toFixed(3) ?? "?"} s${row.cost == null ? "" : `, $${(row.cost / 1_000_000).toFixed(6)}`}`,
    ),
    ...listTraces(row.traces).map((trace, index) =>
      field(index === 0 ? "traces" : "", `${index + 1}. ${describe(trace)}`),
    ),
    field(
      "tags",
      Object.entries(row.tags ?? {})
        .map(([name, value]) => `${name}=${value}`)
        .join("  "),
    ),
    field(
      "feedback",
      [...(row.feedback_actions ?? []), row.feedback_action_text ?? ""].filter(Boolean).join("  ") || "none",
    ),
  ];
  console.log(`${lines.join("\n")}\n`);
}

interface ShownTrace {
  readonly model?: string;
  readonly source?: string;
  readonly input?: string;
  readonly output?: string;
  readonly outputs?: readonly string[];
  readonly messages?: readonly unknown[];
  readonly input_tokens?: number;
  readonly output_tokens?: number;
}

function describe(trace: ShownTrace): string {
  if (trace.messages !== undefined) {
    const tokens = `${trace.input_tokens ?? "?"} in, ${trace.output_tokens ?? "?"} out`;
    return `${kind("llm")} ${trace.model} (${tokens}) ${trace.messages.length} messages -> ${shorten(trace.output ?? "")}`;
  }
  if (trace.outputs !== undefined) {
    return `${kind("retrieval")} ${trace.source} ${shorten(trace.input ?? "")} -> ${trace.outputs.length === 1 ? "1 text" : `${trace.outputs.length} texts`}`;
  }
  return `${kind("embedding")} ${trace.model} (${trace.input_tokens ?? "?"} in) ${shorten(trace.input ?? "")}`;
}

function listTraces(traces: unknown): readonly ShownTrace[] {
  return Array.isArray(traces) ? traces.filter((trace) => typeof trace === "object" && trace !== null) : [];
}

function kind(name: string): string {
  return styleText("cyan", name.padEnd(9));
}

function field(name: string, text: string): string {
  return `  ${styleText("dim", name.padEnd(9))} ${text}`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
