// Texts of users and models, made harmless for a terminal: there, some characters are commands.

import { splitAtColumn } from "./column-width.ts";

/**
 * Control characters (colours, cursor, window title, clipboard), line breaks included, and the marks that turn the writing
 * direction around. Tabs become spaces.
 */
const commands = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text on one line: white space becomes single spaces, commands become `�`. */
export function inertLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll(commands, "�").trim();
}

/** The text with its line breaks; commands become `�`. */
export function inertText(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => line.replaceAll("\t", "  ").replaceAll(commands, "�"))
    .join("\n");
}

/** JSON as a terminal takes it: what JSON itself leaves as it is of the commands is escaped, which reads back as the same. */
export function inertJson(value: unknown, space?: number): string {
  const line = JSON.stringify(value, undefined, space) ?? "null";
  return line.replaceAll(/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** At most so many columns, with `…` at the end of what was cut. */
export function clip(text: string, columns: number): string {
  const [begin, rest] = splitAtColumn(text, columns);
  if (rest === "") return begin;
  // Beside the `…` a wide character has no place on fewer columns.
  return columns < 3 ? "…" : `${splitAtColumn(text, columns - 1)[0]}…`;
}
