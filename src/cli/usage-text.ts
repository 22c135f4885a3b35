// A command's help on the width of the terminal: what does not fit goes on below where it began.

import { indentText } from "./wrap-text.ts";

/** Where the words about an option begin. */
const textColumn = 27;

export function fitUsage(usage: string, columns: number): string {
  return usage
    .split("\n")
    .map((line) => fitLine(line, columns))
    .join("\n");
}

function fitLine(line: string, columns: number): string {
  // Commands to copy stay whole.
  if (line.length <= columns || /^ {4}(?:nebuly|NEBULY_)/u.test(line)) return line;
  // Beside a name there would be no room: the words go below it.
  const isNarrow = columns < 2 * textColumn;
  const name = line.slice(0, textColumn);
  const indent = isNarrow ? 8 : textColumn;
  const text = indentText(line.slice(textColumn).trim(), { indent, columns, ...(!isNarrow && { first: name }) });
  const whole = isNarrow && name.trim() !== "" ? `${name.trimEnd()}\n${text}` : text;
  return whole.replace(/\n$/u, "");
}
