// Runs the user's `redact` over a text, failing closed. Which texts there are is in finish-texts.ts.

import type { Redact, RedactContext } from "../settings/redact.ts";

/** Stands where a text was that `redact` failed on. */
export const redactionFailedText = "[redaction failed]";

/**
 * Makes a function that never throws: what `redact` throws on, or answers with anything but a string, is replaced. The same
 * text is asked about once per part, as agents repeat their history in every step.
 */
export function createTextRedactor(redact: Redact, onFailure: (error: unknown) => void): Redact {
  const known = new Map<string, Map<string, string>>();
  return (text, context) => {
    const part = context.role === undefined ? context.part : `${context.part}:${context.role}`;
    let texts = known.get(part);
    if (texts === undefined) {
      texts = new Map();
      known.set(part, texts);
    }
    let redacted = texts.get(text);
    if (redacted === undefined) {
      redacted = redactOne(redact, text, context, onFailure);
      texts.set(text, redacted);
    }
    return redacted;
  };
}

function redactOne(redact: Redact, text: string, context: RedactContext, onFailure: (error: unknown) => void): string {
  try {
    const redacted: unknown = redact(text, context);
    if (typeof redacted === "string") return redacted;
    // An async redact cannot be waited for, and what it rejects with must not end the process.
    if (redacted instanceof Promise) redacted.catch(() => {});
    onFailure(new TypeError("redact did not return a string"));
  } catch (error) {
    // The user's own function failed; the text must not leave unredacted.
    onFailure(error);
  }
  return redactionFailedText;
}
