// One interaction as a person reads it in a terminal.

import type { InteractionDetail } from "../index.ts";
import { formatCost, formatCounted, formatLanguage, formatSeconds } from "../local/viewer/format.ts";
import { describeSteps, type Step } from "../local/viewer/steps.ts";
import { statusTag } from "../wire/interaction-status.ts";
import { formatMarks, formatMoment } from "./format-interaction.ts";
import { formatSaid } from "./format-said.ts";
import { clip, inertLine, inertText } from "./inert-text.ts";
import type { Terminal } from "./terminal.ts";
import { indentText, joinParts } from "./wrap-text.ts";

/** Longer texts of a step are cut: `--json` has them whole. */
const maxStepCharacters = 2_000;

export function formatDetail(id: string, detail: InteractionDetail, terminal: Terminal): string {
  const head = [
    terminal.style("bold", textField(detail, "timestamp", formatMoment) ?? "Interaction"),
    terminal.style("cyan", textField(detail, "end_user", inertLine) ?? ""),
    ...(typeof detail.latency === "number" ? [formatSeconds(detail.latency)] : []),
    ...(typeof detail.cost === "number" && detail.cost > 0 ? [formatCost(detail.cost)] : []),
    ...formatMarks(detail, terminal),
  ].filter((part) => part !== "");
  return [
    `${joinParts(head, { indent: 2, columns: terminal.columns })}\n${terminal.style("dim", inertLine(id))}\n\n`,
    `${formatSaid(detail, terminal)}\n`,
    ...((detail.traces ?? []).length > 0 ? [`${terminal.style("bold", "Steps")}\n`] : []),
    ...describeSteps(detail.traces ?? []).map((step) => formatStep(step, terminal)),
    ...formatFeedback(detail, terminal),
    ...formatFacts(detail, terminal),
  ].join("");
}

function formatStep(step: Step, terminal: Terminal): string {
  const facts = [
    ...(step.tokens === undefined ? [] : [step.tokens]),
    ...(step.resultCount === undefined ? [] : [formatCounted(step.resultCount, "result")]),
    ...(step.cost === undefined ? [] : [formatCost(step.cost)]),
  ];
  const head = `${String(step.number).padStart(3)}  ${terminal.style("bold", inertLine(step.name))}  ${terminal.style("dim", facts.join("  "))}`;
  return `${head.trimEnd()}\n${stepTexts(step, terminal).join("")}\n`;
}

function stepTexts(step: Step, terminal: Terminal): readonly string[] {
  switch (step.kind) {
    case "model": {
      const { repeated, repeatedFrom, added, trace } = step;
      return [
        ...(repeated.length === 0
          ? []
          : [labelled("", `${formatCounted(repeated.length, "message")} as in step ${repeatedFrom}`, "dim", terminal)]),
        ...added.map(({ role, content }) => labelled(role, content, "dim", terminal)),
        labelled("output", trace.output === "" ? "(none)" : trace.output, "green", terminal),
      ];
    }
    case "lookup":
      return [
        labelled("query", step.trace.input, "dim", terminal),
        ...step.trace.outputs.map((output) => labelled("result", output, "green", terminal)),
      ];
    case "embedding":
      return [labelled("text", step.trace.input, "dim", terminal)];
    default:
      return step satisfies never;
  }
}

const labelColumns = 11;

function labelled(label: string, text: string, style: "dim" | "green", terminal: Terminal): string {
  return indentText(inertText(clip(text, maxStepCharacters)), {
    first: `     ${terminal.style(style, label.padEnd(labelColumns - 1))} `,
    indent: 5 + labelColumns,
    columns: terminal.columns,
  });
}

function formatFeedback({ feedback }: InteractionDetail, terminal: Terminal): readonly string[] {
  if (feedback == null || feedback.length === 0) return [];
  const lines = feedback.map(({ slug, text, value }) => {
    const said = [...(value === undefined ? [] : [`${value} of 5`]), ...(text === undefined ? [] : [`“${text}”`])];
    return indentText(inertText(`${slug.replaceAll("_", " ")}  ${said.join("  ")}`), {
      indent: 5,
      columns: terminal.columns,
    });
  });
  return [`${terminal.style("bold", "Feedback")}\n`, ...lines, "\n"];
}

function formatFacts(detail: InteractionDetail, terminal: Terminal): readonly string[] {
  const conversation = textField(detail, "conversation_id", inertLine);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ...(conversation === undefined ? [] : [["conversation", conversation] as const]),
    ...(typeof detail.text_language === "string"
      ? [["language", inertLine(formatLanguage(detail.text_language))] as const]
      : []),
    ...(typeof detail.sentiment === "string" ? [["sentiment", inertLine(detail.sentiment)] as const] : []),
    ...(typeof detail.topic === "string" ? [["topic", inertLine(detail.topic)] as const] : []),
    ...(detail.pii_removed === true ? [["personal data", "removed from the stored text"] as const] : []),
    ...Object.entries(detail.tags ?? {})
      .filter(([name]) => name !== statusTag)
      .map(([name, value]) => [inertLine(name), inertLine(value)] as const),
  ];
  return facts.map(([name, value]) => `${terminal.style("dim", name.padEnd(14))} ${value}\n`);
}

function textField(detail: InteractionDetail, field: string, format: (text: string) => string): string | undefined {
  const value = detail[field];
  return typeof value === "string" ? format(value) : undefined;
}
