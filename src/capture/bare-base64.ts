// Binary data that lies in a value as base64 text, without a data URL to tell it by.

/** Shorter texts are ids, hashes and signatures, which may matter. */
const minLength = 256;

/** Names bare base64 by its length; every other text is returned as it is. */
export function withoutBareBase64(text: string): string {
  if (text.length < minLength) return text;
  // Prose has a space early on; this test decides nearly always.
  if (text.lastIndexOf(" ", minLength - 1) !== -1) return text;
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return text;
  const start = text.slice(0, minLength);
  const isMixed = /[A-Z]/.test(start) && /[a-z]/.test(start) && /\d/.test(start);
  return isMixed ? `[base64: ${text.length} characters]` : text;
}
