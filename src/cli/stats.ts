// `nebuly stats`: how much, how fast, how dear, how well.

import { NebulyApiError } from "../errors/nebuly-api-error.ts";
import type { AggregateQuery, AggregateRow, Nebuly, Selection } from "../index.ts";
import { formatCost, formatCount, formatLanguage, formatSeconds, formatShare } from "../local/viewer/format.ts";
import { statusTag } from "../wire/interaction-status.ts";
import { columnWidth } from "./column-width.ts";
import { type Command, isOn, refusePositionals } from "./command.ts";
import { connect, connectionOptions, connectionUsage } from "./connect.ts";
import { clip, inertJson, inertLine } from "./inert-text.ts";
import { readSelection, selectionOptions, selectionUsage } from "./selection-options.ts";
import type { Terminal } from "./terminal.ts";

const listed = 5;

export const statsCommand: Command = {
  usage: `nebuly stats               count interactions, users, cost, latency, feedback
${selectionUsage}
    --json                 the numbers as one JSON object
${connectionUsage}

Examples:
    nebuly stats --since 7d
    nebuly stats --tag app=support --json | jq .total.cost`,
  options: { ...selectionOptions, ...connectionOptions, json: { type: "boolean" } },
  async run(given, terminal) {
    refusePositionals(given, "stats");
    const selection = readSelection(given, new Date());
    await using client = await connect(given, terminal);
    const stats = await readStats(client, selection, terminal.signal);
    await terminal.write(isOn(given, "json") ? `${inertJson(stats, 2)}\n` : formatStats(stats, terminal));
    return 0;
  },
};

type Variable = NonNullable<AggregateQuery["variables"]>[number];

const standard: readonly Variable[] = ["n_interactions", "n_users", "user_feedback", "cost", "latency_seconds"];

interface Stats {
  readonly total: AggregateRow | undefined;
  /** Empty where the platform does not count by model. */
  readonly models: readonly AggregateRow[];
  readonly endings: readonly AggregateRow[];
  readonly languages: readonly AggregateRow[];
  readonly users: readonly AggregateRow[];
  readonly days: readonly AggregateRow[];
}

async function readStats(client: Nebuly, selection: Selection, signal: AbortSignal): Promise<Stats> {
  const few = { ...selection, variables: standard, limit: listed, signal };
  const [total, models, endings, languages, users, days] = await Promise.all([
    orUndefined(client.analytics.aggregate({ ...few, variables: [...standard, "latency_percentiles"] })).then(
      (page) => page ?? client.analytics.aggregate(few),
    ),
    orUndefined(client.analytics.aggregate({ ...few, groupBy: { kind: "model" } })),
    client.analytics.aggregate({ ...few, groupBy: { kind: "tag", tag: statusTag } }),
    client.analytics.aggregate({ ...few, groupBy: { kind: "language" } }),
    client.analytics.aggregate({ ...few, groupBy: { kind: "user" } }),
    client.analytics.aggregate({
      ...few,
      groupBy: { kind: "day" },
      limit: 60,
      orderBy: { by: "group_name", direction: "desc" },
    }),
  ]);
  return {
    total: total.data[0],
    models: models?.data ?? [],
    endings: endings.data,
    languages: languages.data,
    users: users.data,
    days: days.data.toReversed(),
  };
}

/** What only a local platform knows, the hosted one refuses to answer. */
async function orUndefined<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (NebulyApiError.isInstance(error) && error.status === 422) return undefined;
    throw error;
  }
}

function formatStats({ total, models, endings, languages, users, days }: Stats, terminal: Terminal): string {
  const count = total?.n_interactions ?? 0;
  if (total === undefined || count === 0) return "No interaction matches.\n";
  const good = (total.n_positive_explicit_user_feedback ?? 0) + (total.n_positive_implicit_user_feedback ?? 0);
  const bad = (total.n_negative_explicit_user_feedback ?? 0) + (total.n_negative_implicit_user_feedback ?? 0);
  const line = (name: string, value: string): string => `${terminal.style("dim", name.padEnd(16))}${value}\n`;
  return [
    line("interactions", formatCount(count)),
    ...(total.n_users === undefined ? [] : [line("users", formatCount(total.n_users))]),
    ...latencies(total).map(([name, value]) => line(name, value)),
    ...(typeof total.cost === "number" && total.cost > 0 ? [line("cost", formatCost(total.cost))] : []),
    ...(total.input_tokens === undefined
      ? []
      : [line("tokens", `${formatCount(total.input_tokens)} in, ${formatCount(total.output_tokens ?? 0)} out`)]),
    line("feedback", good + bad === 0 ? "none" : `${formatCount(good)} good, ${formatCount(bad)} bad`),
    formatDays(days, terminal),
    formatModels(models, terminal),
    formatGroups("Unfinished", endings, count, terminal),
    formatGroups("Languages", languages.map(withLanguageName), count, terminal),
    formatGroups("Users", users, count, terminal),
  ].join("");
}

function withLanguageName(group: AggregateRow): AggregateRow {
  return { ...group, group_name: formatLanguage(group.group_name) };
}

/** Percentiles where the platform has them: a mean hides what users wait for. */
function latencies(total: AggregateRow): readonly (readonly [name: string, value: string])[] {
  const { latency_p50_seconds: half, latency_p95_seconds: most, latency_seconds: mean } = total;
  if (typeof half === "number" && typeof most === "number") {
    return [
      ["latency p50", formatSeconds(half)],
      ["latency p95", formatSeconds(most)],
    ];
  }
  return typeof mean === "number" ? [["latency (mean)", formatSeconds(mean)]] : [];
}

function formatModels(models: readonly AggregateRow[], terminal: Terminal): string {
  if (models.length === 0) return "";
  const { nameColumns, barColumns } = layoutOf(terminal);
  const lines = models.map((model) => {
    const name = clip(inertLine(model.group_name), nameColumns);
    const tokens = `${formatCount(model.input_tokens ?? 0)} → ${formatCount(model.output_tokens ?? 0)}`;
    const cost = typeof model.cost === "number" && model.cost > 0 ? formatCost(model.cost) : "";
    return `  ${name}${" ".repeat(nameColumns - columnWidth(name))} ${tokens.padEnd(barColumns)} ${cost}`.trimEnd();
  });
  return `\n${terminal.style("bold", "Models")}  ${terminal.style("dim", "tokens in → out, cost")}\n${lines.join("\n")}\n`;
}

const levels = "▁▂▃▄▅▆▇█";

function formatDays(days: readonly AggregateRow[], terminal: Terminal): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined || days.length < 2) return "";
  const counts = days.map((day) => day.n_interactions ?? 0);
  const most = Math.max(...counts);
  const bars = counts.map((count) => levels[Math.max(0, Math.ceil((count / most) * levels.length) - 1)]).join("");
  return `\n${terminal.style("bold", "By day (UTC)")}\n  ${inertLine(first.group_name)} ${terminal.style("cyan", bars)} ${inertLine(last.group_name)}  most ${formatCount(most)}\n`;
}

/** Widths that fit the terminal: a name, a bar, a count and a share beside each other. */
function layoutOf({ columns }: Terminal): { readonly nameColumns: number; readonly barColumns: number } {
  const countColumns = 16;
  const room = Math.max(20, Math.min(columns, 80) - countColumns);
  const nameColumns = Math.min(28, Math.ceil(room / 2));
  return { nameColumns, barColumns: Math.min(24, Math.max(4, room - nameColumns)) };
}

function formatGroups(title: string, groups: readonly AggregateRow[], all: number, terminal: Terminal): string {
  if (groups.length === 0) return "";
  const { nameColumns, barColumns } = layoutOf(terminal);
  const most = Math.max(1, ...groups.map((group) => group.n_interactions ?? 0));
  const lines = groups.map((group) => {
    const count = group.n_interactions ?? 0;
    const name = clip(inertLine(group.group_name), nameColumns);
    const bar = "█".repeat(Math.max(1, Math.round((count / most) * barColumns)));
    const gap = " ".repeat(nameColumns - columnWidth(name));
    return `  ${name}${gap} ${terminal.style("cyan", bar.padEnd(barColumns))} ${formatCount(count)}  ${terminal.style("dim", formatShare(count, all))}\n`;
  });
  return `\n${terminal.style("bold", title)}\n${lines.join("")}`;
}
