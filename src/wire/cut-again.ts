// Cuts a text that may have been cut before: it keeps one mark, and that tells of everything that went.

import { cutText, type Hole } from "./cut-text.ts";

/** A mark stands in the middle of its text, but for a word on either side. */
const markReach = 200;

/** Like {@link cutText}. */
export function cutAgain(text: string, maxLength: number): string {
  return text.length <= maxLength ? text.toWellFormed() : cutText(text, maxLength, findMark(text));
}

function findMark(text: string): Hole | undefined {
  const from = Math.max(0, Math.floor(text.length / 2) - markReach);
  const found = / …\[(\d{1,15}) characters cut\]… /.exec(text.slice(from, from + 2 * markReach));
  if (found === null) return undefined;
  const [mark, characters] = found;
  const start = from + found.index;
  return { start, end: start + mark.length, hidden: Number(characters) - mark.length };
}
