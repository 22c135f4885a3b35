// Takes personal data out of every text of an interaction that is kept. Names of tags, models and sources, tag values and
// the end user's id are no texts: filters and late feedback need them as they were sent.

import type { Feedback } from "../../wire/interaction.ts";
import type { TraceBody } from "../../wire/interaction-body.ts";
import { removePersonalData } from "./personal-data/remove-personal-data.ts";

/** The texts of an interaction. */
export interface InteractionTexts {
  readonly input: string;
  readonly output: string;
  readonly traces: readonly TraceBody[];
  readonly feedback: readonly Feedback[];
}

/** The cleaned texts, and whether anything had to go. */
export function anonymizeTexts(texts: InteractionTexts): InteractionTexts & { readonly isChanged: boolean } {
  // Agents repeat their history in every step: each text is read once.
  const known = new Map<string, string>();
  let isChanged = false;
  const clean = (text: string): string => {
    let cleaned = known.get(text);
    if (cleaned === undefined) {
      cleaned = removePersonalData(text);
      known.set(text, cleaned);
      if (cleaned !== text) isChanged = true;
    }
    return cleaned;
  };
  const cleaned = {
    input: clean(texts.input),
    output: clean(texts.output),
    traces: texts.traces.map((trace) => cleanTrace(trace, clean)),
    feedback: texts.feedback.map((feedback) => cleanFeedback(feedback, clean)),
  };
  return { ...cleaned, isChanged };
}

/** A feedback without personal data in its text. */
export function anonymizeFeedback(feedback: Feedback): Feedback {
  return cleanFeedback(feedback, removePersonalData);
}

function cleanFeedback(feedback: Feedback, clean: (text: string) => string): Feedback {
  return feedback.text === undefined ? feedback : { ...feedback, text: clean(feedback.text) };
}

function cleanTrace(trace: TraceBody, clean: (text: string) => string): TraceBody {
  if ("messages" in trace) {
    return {
      ...trace,
      messages: trace.messages.map((message) => ({ ...message, content: clean(message.content) })),
      output: clean(trace.output),
    };
  }
  if ("outputs" in trace) return { ...trace, input: clean(trace.input), outputs: trace.outputs.map(clean) };
  return { ...trace, input: clean(trace.input) };
}
