// The language of a text. The detector's data take a while to load, so they are loaded with the first interaction.

import { eld } from "eld/extrasmall";

// Links, addresses and numbers say nothing of the language around them.
eld.enableTextCleanup(true);

/** ISO 639-1 code of the text's language; null when the text is too short or too mixed to tell. */
export function detectLanguage(text: string): string | null {
  const result = eld.detect(text);
  return result.isReliable() && result.language !== "" ? result.language : null;
}
