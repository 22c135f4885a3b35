// Texts that are JSON, as tool arguments and results are, on several lines.

/** Beyond this, reading it into lines takes longer than a person waits. */
const maxCharacters = 200_000;

/** The text with line breaks and indentation, when it is a JSON object or list; undefined otherwise. */
export function prettyJson(text: string): string | undefined {
  if (text.length > maxCharacters || !/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It only looked like JSON: it is shown as it is.
    return undefined;
  }
}
