// What an embedding trace says was embedded: one text, or the first of many and how many they were.

import { withoutDataUrls } from "./flatten-content.ts";
import { toText } from "./safe-json.ts";

/** A bulk embedding tells this many of its texts, each up to so many characters. */
const maxTexts = 10;
const maxTextLength = 1_000;

/** One text as it is; of several the first, and a last line that says how many there were. */
export function embeddingInput(texts: readonly unknown[]): string {
  if (texts.length === 1) return withoutDataUrls(toText(texts[0]));
  const told = texts.slice(0, maxTexts).map((text) => beginningOf(withoutDataUrls(toText(text))));
  const count = texts.length > maxTexts ? `first ${maxTexts} of ${texts.length} texts` : `${texts.length} texts`;
  return [...told, `[${count}]`].join("\n");
}

/** Up to the end of a word: half a key would still show. Without what cuts whole texts, which is loaded with the first body. */
function beginningOf(text: string): string {
  if (text.length <= maxTextLength) return text;
  const start = text.slice(0, maxTextLength);
  const end = start.search(/\s\S{0,200}$/);
  const kept = end > 0 ? start.slice(0, end) : start;
  return `${kept} …[${text.length - kept.length} characters cut]…`;
}
