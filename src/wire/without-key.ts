// What a platform says, without the key: it may repeat the header that it found fault with.

/** A shorter one is no secret but a word, as `local` is on a platform of this machine, where any key will do. */
const shortestSecret = 8;

/** The text with `[key]` in place of the key. */
export function withoutKey(text: string, apiKey: string): string {
  return apiKey.length < shortestSecret ? text : text.replaceAll(apiKey, "[key]");
}
