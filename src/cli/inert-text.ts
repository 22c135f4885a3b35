// Texts of users and models, made harmless for a terminal: there, some characters are commands.

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

/** At most so many characters, with `…` at the end of what was cut. */
export function clip(text: string, length: number): string {
  // No character has more than two units: what is cut off here would not be shown.
  const characters = Array.from(text.slice(0, 2 * (length + 1)));
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join("")}…`;
}
