// `nebuly interactions`: lists interactions, newest first, or follows them as they arrive.

import type { InteractionRow, Nebuly, Selection } from "../index.ts";
import { formatCounted } from "../local/viewer/format.ts";
import { type Command, isOn, numberOption, refusePositionals } from "./command.ts";
import { connect, connectionOptions, connectionUsage } from "./connect.ts";
import { followInteractions } from "./follow-interactions.ts";
import { formatRow } from "./format-interaction.ts";
import { inertJson } from "./inert-text.ts";
import { readSelection, selectionOptions, selectionUsage } from "./selection-options.ts";

const defaultLimit = 20;

export const interactionsCommand: Command = {
  usage: `nebuly interactions        list interactions, newest first
${selectionUsage}
    --limit <number>       how many (default ${defaultLimit})
    --follow               show the last ones, oldest first, then go on as new ones arrive; Ctrl+C ends it
    --json                 one JSON row a line, as Get Interactions returns it
${connectionUsage}

Examples:
    nebuly interactions --since 24h --status unfinished
    nebuly interactions --user ada --tag app=support --feedback negative
    nebuly interactions --follow --json | jq .input_text`,
  options: {
    ...selectionOptions,
    ...connectionOptions,
    limit: { type: "string", short: "n" },
    follow: { type: "boolean", short: "f" },
    json: { type: "boolean" },
  },
  async run(given, terminal) {
    refusePositionals(given, "interactions");
    const selection = readSelection(given, new Date());
    const limit = numberOption(given, "limit", { min: 1, default: defaultLimit });
    await using client = await connect(given, terminal);
    const print = (row: InteractionRow): Promise<void> =>
      terminal.write(isOn(given, "json") ? `${inertJson(row)}\n` : formatRow(row, terminal));
    if (isOn(given, "follow")) {
      await followInteractions({ client, selection, limit, print, terminal });
      return 0;
    }
    const { shown, total } = await list({ client, selection, limit, print, signal: terminal.signal });
    if (!isOn(given, "json")) terminal.tell(summary(shown, total));
    return 0;
  },
};

async function list(wanted: {
  readonly client: Nebuly;
  readonly selection: Selection;
  readonly limit: number;
  readonly print: (row: InteractionRow) => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<{ readonly shown: number; readonly total: number }> {
  const { client, selection, limit, print, signal } = wanted;
  const pageSize = Math.min(limit, 500);
  let shown = 0;
  const first = await client.interactions.list({ ...selection, limit: 1, signal });
  if (first.total === 0) return { shown, total: 0 };
  for await (const row of client.interactions.iterate({ ...selection, pageSize, signal })) {
    await print(row);
    shown += 1;
    if (shown >= limit) break;
  }
  return { shown, total: first.total };
}

function summary(shown: number, total: number): string {
  if (total === 0) return "No interaction matches.";
  return shown < total
    ? `${shown} of ${total} interactions; --limit shows more.`
    : `${formatCounted(shown, "interaction")}.`;
}
