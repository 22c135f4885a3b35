// How long one text may be. How a longer one is cut is in wire/cut-text.ts.

import { cutText } from "../wire/cut-text.ts";

/** Characters of one text; a whole book's chapter passes, a base64 dump does not. */
export const maxTextLength = 200_000;

/** Well-formed Unicode of at most the given length; what is cut is marked. */
export function limitText(text: string, maxLength: number = maxTextLength): string {
  return cutText(text, maxLength);
}
