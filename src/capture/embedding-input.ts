// What an embedding trace says was embedded: one text, or the first of many and how many they were.

import { withoutDataUrls } from "./flatten-content.ts";
import { toText } from "./safe-json.ts";
import { limitText } from "./text-limits.ts";

/** A bulk embedding tells this many of its texts, each up to so many characters. */
const maxTexts = 10;
const maxTextLength = 1_000;

/** One text as it is; of several the first, and a last line that says how many there were. */
export function embeddingInput(texts: readonly unknown[]): string {
  if (texts.length === 1) return withoutDataUrls(toText(texts[0]));
  const told = texts.slice(0, maxTexts).map((text) => limitText(withoutDataUrls(toText(text)), maxTextLength));
  const count = texts.length > maxTexts ? `first ${maxTexts} of ${texts.length} texts` : `${texts.length} texts`;
  return [...told, `[${count}]`].join("\n");
}
