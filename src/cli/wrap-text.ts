// Breaks texts into lines that fit the terminal, indented.

import { stripVTControlCharacters } from "node:util";
import { columnWidth, splitAtColumn } from "./column-width.ts";

/** Nothing is narrower than this, whatever the terminal says. */
const minColumns = 20;

export interface IndentOptions {
  /** Stands before the first line in place of the indentation; as wide as it, colours not counted. */
  readonly first?: string;
  readonly indent: number;
  readonly columns: number;
}

/** The text's lines, wrapped and indented, each with its line break. */
export function indentText(text: string, { first, indent, columns }: IndentOptions): string {
  const margin = " ".repeat(indent);
  const width = Math.max(minColumns, columns - indent);
  const lines = text.split("\n").flatMap((line) => wrapLine(line, width));
  return lines.map((line, index) => `${`${index === 0 ? (first ?? margin) : margin}${line}`.trimEnd()}\n`).join("");
}

/** Parts on one line, two spaces apart; those that do not fit go on the next, indented. They may be coloured. */
export function joinParts(parts: readonly string[], { indent, columns }: Omit<IndentOptions, "first">): string {
  let text = "";
  let width = 0;
  for (const part of parts) {
    const partWidth = columnWidth(stripVTControlCharacters(part));
    const isFirst = text === "";
    if (!isFirst && width + 2 + partWidth > columns) {
      text += `\n${" ".repeat(indent)}${part}`;
      width = indent + partWidth;
      continue;
    }
    text += `${isFirst ? "" : "  "}${part}`;
    width += (isFirst ? 0 : 2) + partWidth;
  }
  return text;
}

/** Breaks at spaces; a word that is longer than a line is broken anywhere. */
function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\s)(?=\S)/u)) {
    if (columnWidth(current) + columnWidth(word.trimEnd()) <= width) {
      current += word;
      continue;
    }
    if (current.trim() !== "") lines.push(current);
    let [begin, rest] = splitAtColumn(word, width);
    while (rest !== "") {
      lines.push(begin);
      [begin, rest] = splitAtColumn(rest, width);
    }
    current = begin;
  }
  return [...lines, current];
}
