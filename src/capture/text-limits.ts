// How long one text may be. How a longer one is cut is in wire/cut-text.ts.

import { cutText } from "../wire/cut-text.ts";
import type { Trace } from "../wire/interaction.ts";

/** Characters of one text as it is sent; a whole book's chapter passes, a base64 dump does not. */
export const maxTextLength = 200_000;
/** Characters of one text that `redact` is shown: so many more than are sent that no secret is cut where it would still show. */
export const maxReadLength = 1_000_000;

/** Whether a text is sent as it is. */
export function isSendable(text: string): boolean {
  return text.length <= maxTextLength && text.isWellFormed();
}

/** Whether every text of a trace is. One that is no text at all is not. */
export function isTraceSendable(trace: Trace): boolean {
  if ("messages" in trace) {
    for (const { content } of trace.messages) if (!isSendable(content)) return false;
    return isSendable(trace.output);
  }
  if ("outputs" in trace) for (const output of trace.outputs) if (!isSendable(output)) return false;
  return isSendable(trace.input);
}

/** Well-formed Unicode of at most the given length; what is cut is marked. */
export function limitText(text: string, maxLength: number = maxReadLength): string {
  return cutText(text, maxLength);
}
