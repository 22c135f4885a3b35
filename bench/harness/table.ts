// Prints rows under headings, as Markdown that also reads well in a terminal.

export type Cell = string | number;

/** A Markdown table with aligned columns: the first to the left, the others to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(formatCell))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(line[column] ?? "", width, column)).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [format(lines[0] ?? []), `| ${rule.join(" | ")} |`, ...lines.slice(1).map(format)].join("\n");
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

function formatCell(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "-";
  const size = Math.abs(cell);
  if (size >= 1_000) return Math.round(cell).toLocaleString("en-US");
  if (size >= 100 || Number.isInteger(cell)) return String(Math.round(cell));
  if (size >= 10) return cell.toFixed(1);
  return cell.toFixed(2);
}
