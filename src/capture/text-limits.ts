// How long one text may be. How a longer one is cut is in wire/cut-text.ts.

import { cutText } from "../wire/cut-text.ts";

/** Characters of one text as it is sent; a whole book's chapter passes, a base64 dump does not. */
export const maxTextLength = 200_000;
/** Characters of one text that `redact` is shown: so many more than are sent that no secret is cut where it would still show. */
export const maxReadLength = 1_000_000;

/** Well-formed Unicode of at most the given length; what is cut is marked. */
export function limitText(text: string, maxLength: number = maxReadLength): string {
  return cutText(text, maxLength);
}
