// Runs the user's `redact` over every text of an interaction, failing closed. What is cut for size is in text-limits.ts.

import type { Redact, RedactContext } from "../settings/redact.ts";
import type { Feedback, Message, ResolvedInteraction, Trace } from "../wire/interaction.ts";
import { isLlmTrace, isRetrievalTrace } from "../wire/interaction.ts";

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

/** Rewrites every text of an interaction. */
export function redactInteraction(interaction: ResolvedInteraction, redact: Redact): ResolvedInteraction {
  return {
    ...interaction,
    input: redact(interaction.input, { part: "input" }),
    output: redact(interaction.output, { part: "output" }),
    tags: redactTags(interaction.tags, redact),
    traces: interaction.traces.map((trace) => redactTrace(trace, redact)),
    feedback: interaction.feedback.map((feedback) => redactFeedback(feedback, redact)),
  };
}

export function redactTags(tags: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, redact(value, { part: "tag" })]));
}

export function redactFeedback<Kind extends Feedback>(feedback: Kind, redact: Redact): Kind {
  return feedback.text === undefined ? feedback : { ...feedback, text: redact(feedback.text, { part: "feedback" }) };
}

function redactTrace(trace: Trace, redact: Redact): Trace {
  if (isLlmTrace(trace)) {
    return {
      ...trace,
      messages: trace.messages.map((message) => redactMessage(message, redact)),
      output: redact(trace.output, { part: "model_output" }),
    };
  }
  if (isRetrievalTrace(trace)) {
    return {
      ...trace,
      input: redact(trace.input, { part: "retrieval_input" }),
      outputs: trace.outputs.map((output) => redact(output, { part: "retrieval_output" })),
    };
  }
  return { ...trace, input: redact(trace.input, { part: "embedding_input" }) };
}

function redactMessage(message: Message, redact: Redact): Message {
  return { role: message.role, content: redact(message.content, { part: "message", role: message.role }) };
}
