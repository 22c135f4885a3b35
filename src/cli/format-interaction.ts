// Interactions as a person reads them in a terminal.

import type { InteractionRow } from "../index.ts";
import { formatCost, formatSeconds } from "../local/viewer/format.ts";
import { statusTag } from "../wire/interaction-status.ts";
import { clip, inertLine } from "./inert-text.ts";
import type { Style, Terminal } from "./terminal.ts";
import { joinParts } from "./wrap-text.ts";

const statusStyles: Readonly<Record<string, Style>> = {
  failed: "red",
  cancelled: "yellow",
  interrupted: "cyan",
  abandoned: "magenta",
};

/** One interaction on three lines and a blank one: when and who, what was asked, what was answered. */
export function formatRow(row: InteractionRow, terminal: Terminal): string {
  const width = terminal.columns - 2;
  const moment = formatMoment(row.timestamp ?? "");
  const parts = [
    terminal.style("bold", moment),
    terminal.style("cyan", inertLine(row.end_user ?? "unknown user")),
    ...formatFacts(row),
    ...formatMarks(row, terminal),
  ];
  const head = joinParts(parts, { indent: 2, columns: terminal.columns });
  return [
    `${head}\n`,
    `  › ${clip(textOrNote(row.input_text, "content hidden"), width - 2)}\n`,
    `  ‹ ${terminal.style("dim", clip(answerOf(row), width - 2))}\n`,
    `  ${terminal.style("dim", row.id)}\n\n`,
  ].join("");
}

/** Latency and cost, as far as they are known. */
export function formatFacts(row: Pick<InteractionRow, "latency" | "cost">): readonly string[] {
  return [
    ...(typeof row.latency === "number" ? [formatSeconds(row.latency)] : []),
    ...(typeof row.cost === "number" && row.cost > 0 ? [formatCost(row.cost)] : []),
  ];
}

/** How it ended, when not well, and what the user did; turns of a conversation may lack either. */
export function formatMarks(
  { tags, feedback_actions: actions }: { readonly tags?: unknown; readonly feedback_actions?: unknown },
  terminal: Terminal,
): readonly string[] {
  const status = typeof tags === "object" && tags !== null && statusTag in tags ? tags[statusTag] : undefined;
  const slugs = Array.isArray(actions) ? new Set(actions.filter((slug) => typeof slug === "string")) : [];
  return [
    ...(typeof status === "string" ? [terminal.style(statusStyles[status] ?? "magenta", inertLine(status))] : []),
    ...[...slugs].map((slug) => terminal.style("blue", inertLine(slug))),
  ];
}

/** The day and the time in this machine's zone. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "no time";
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

function answerOf(row: InteractionRow): string {
  return row.output_text === "" ? "(no answer)" : textOrNote(row.output_text, "content hidden");
}

function textOrNote(text: string | null | undefined, note: string): string {
  return text == null ? `(${note})` : inertLine(text.slice(0, 2_000));
}
