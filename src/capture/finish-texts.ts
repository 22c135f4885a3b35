// The last that happens to the texts of an event: each is redacted, then cut to its limit. In this order, as a secret that
// was cut in two is none that `redact` would know.

import type { Redact, RedactContext } from "../settings/redact.ts";
import { cutAgain } from "../wire/cut-again.ts";
import type { Feedback, Message, ResolvedInteraction, Trace } from "../wire/interaction.ts";
import { isLlmTrace, isRetrievalTrace } from "../wire/interaction.ts";
import { isSendable, isTraceSendable, maxTextLength } from "./text-limits.ts";

export type FinishText = (text: string, context: RedactContext) => string;

const maxTagLength = 1_000;

/** `redact` must never throw: redaction.ts makes it so. */
export function createTextFinisher(redact: Redact | undefined): FinishText {
  return (text, context) => {
    const redacted = redact === undefined ? text : redact(text, context);
    const maxLength = context.part === "tag" ? maxTagLength : maxTextLength;
    return redacted.length <= maxLength ? redacted : cutAgain(redacted, maxLength);
  };
}

/** Whether an interaction is sent as it is, where nothing is redacted: nearly all are, and copying them costs as much as sending. */
export function isInteractionSendable({ input, output, tags, traces, feedback }: ResolvedInteraction): boolean {
  for (const name in tags) if ((tags[name] ?? "").length > maxTagLength) return false;
  return (
    isSendable(input) &&
    isSendable(output) &&
    traces.every(isTraceSendable) &&
    feedback.every(({ text }) => text === undefined || isSendable(text))
  );
}

/** Every text of an interaction as it is sent. */
export function finishInteraction(interaction: ResolvedInteraction, finish: FinishText): ResolvedInteraction {
  return {
    ...interaction,
    input: finish(interaction.input, { part: "input" }),
    output: finish(interaction.output, { part: "output" }),
    tags: finishTags(interaction.tags, finish),
    traces: interaction.traces.map((trace) => finishTrace(trace, finish)),
    feedback: interaction.feedback.map((feedback) => finishFeedback(feedback, finish)),
  };
}

export function finishTags(tags: Readonly<Record<string, string>>, finish: FinishText): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, finish(value, { part: "tag" })]));
}

export function finishFeedback<Kind extends Feedback>(feedback: Kind, finish: FinishText): Kind {
  return feedback.text === undefined ? feedback : { ...feedback, text: finish(feedback.text, { part: "feedback" }) };
}

function finishTrace(trace: Trace, finish: FinishText): Trace {
  if (isLlmTrace(trace)) {
    return {
      ...trace,
      messages: trace.messages.map((message) => finishMessage(message, finish)),
      output: finish(trace.output, { part: "model_output" }),
    };
  }
  if (isRetrievalTrace(trace)) {
    return {
      ...trace,
      input: finish(trace.input, { part: "retrieval_input" }),
      outputs: trace.outputs.map((output) => finish(output, { part: "retrieval_output" })),
    };
  }
  return { ...trace, input: finish(trace.input, { part: "embedding_input" }) };
}

function finishMessage(message: Message, finish: FinishText): Message {
  const content = finish(message.content, { part: "message", role: message.role });
  return content === message.content ? message : { role: message.role, content };
}
