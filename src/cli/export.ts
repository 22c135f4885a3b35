// `nebuly export`: every interaction of a selection as NDJSON, to standard output or to a file that an interrupted export goes on with.

import type { InteractionRow, Nebuly, Selection } from "../index.ts";
import { formatCounted, formatExactCount } from "../local/viewer/format.ts";
import { type Command, isOn, numberOption, textOption, UsageError } from "./command.ts";
import { connect, connectionOptions, connectionUsage } from "./connect.ts";
import { ExportFile } from "./export-file.ts";
import { inertJson } from "./inert-text.ts";
import { readSelection, selectionOptions, selectionUsage } from "./selection-options.ts";
import type { Terminal } from "./terminal.ts";

const defaultPageSize = 200;
/** So many rows are one step of the progress, and of what a resumed export finds done. */
const progressEvery = 200;

export const exportCommand: Command = {
  usage: `nebuly export              write interactions as NDJSON, one JSON row a line
    --output <file>        into a file (default: standard output). It is <file>.part until it is complete; the same command goes on where an interrupted one stopped
    --restart              begin anew, whatever was exported before
${selectionUsage}
    --page-size <number>   rows fetched at a time (default ${defaultPageSize})
${connectionUsage}

Examples:
    nebuly export --since 30d --output interactions.ndjson
    nebuly export --feedback negative | jq -r .input_text`,
  options: {
    ...selectionOptions,
    ...connectionOptions,
    output: { type: "string", short: "o" },
    restart: { type: "boolean" },
    "page-size": { type: "string" },
  },
  async run(given, terminal) {
    if (given.positionals.length > 0) throw new UsageError("export takes no argument; --output names the file");
    const selection = fixEnd(readSelection(given, new Date()), new Date());
    const pageSize = numberOption(given, "page-size", { min: 2, default: defaultPageSize });
    const path = textOption(given, "output");
    await using client = await connect(given, terminal);
    const total = await countRows(client, selection, terminal.signal);
    if (path === undefined) {
      const rows = client.interactions.iterate({ ...selection, pageSize, signal: terminal.signal });
      let written = 0;
      for await (const row of rows) {
        await terminal.write(`${inertJson(row)}\n`);
        written += 1;
        if (written % progressEvery === 0) terminal.showProgress(progress(written, total));
      }
      terminal.tell(`${formatCounted(written, "interaction")} exported.`);
      return 0;
    }
    await using file = await ExportFile.open(path, {
      question: describeQuestion(given.values),
      selection,
      isRestart: isOn(given, "restart"),
    });
    if (file.written > 0) terminal.tell(`Going on after ${formatCounted(file.written, "interaction")}.`);
    const rows = client.interactions.iterate({ ...file.remaining(), pageSize, signal: terminal.signal });
    await writeRows(file, rows, { total, terminal });
    await file.complete();
    terminal.tell(`${formatCounted(file.written, "interaction")} exported to ${path}.`);
    return 0;
  },
};

async function writeRows(
  file: ExportFile,
  rows: AsyncIterable<InteractionRow>,
  { total, terminal }: { readonly total: number; readonly terminal: Terminal },
): Promise<void> {
  try {
    for await (const row of rows) {
      await file.write(row);
      if (file.written % progressEvery === 0) terminal.showProgress(progress(file.written, total));
    }
  } catch (error) {
    terminal.tell(`Stopped after ${formatCounted(file.written, "interaction")}; the same command goes on from there.`);
    throw error;
  }
}

async function countRows(client: Nebuly, selection: Selection, signal: AbortSignal): Promise<number> {
  const { total } = await client.interactions.list({ ...selection, limit: 1, signal });
  return total;
}

/** An open end is now: what arrives meanwhile is for the next export. */
function fixEnd(selection: Selection, now: Date): Selection {
  return { ...selection, timeRange: { ...selection.timeRange, end: selection.timeRange?.end ?? now } };
}

/** What was asked, as it was typed: `--since 24h` is the same question tomorrow, although it means another time. */
function describeQuestion(values: Readonly<Record<string, unknown>>): string {
  const { output: _output, restart: _restart, "page-size": _pageSize, ...asked } = values;
  return JSON.stringify(Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function progress(written: number, total: number): string {
  const share =
    total === 0 ? "" : ` of ${formatExactCount(total)} (${Math.floor((100 * written) / Math.max(written, total))}%)`;
  return `${formatExactCount(written)}${share} interactions`;
}
