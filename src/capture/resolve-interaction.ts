// From what was recorded to what is told: options, input, output, traces, status. Nothing here knows the wire.

import type { PacedLogger } from "../runtime/logger.ts";
import type { InteractionOptions } from "../settings/interaction-options.ts";
import type { Feedback, LlmTrace, Message, Moment, ResolvedInteraction, Tags, Trace } from "../wire/interaction.ts";
import { isLlmTrace, isRetrievalTrace } from "../wire/interaction.ts";
import { statusTag } from "../wire/interaction-status.ts";
import type { OpenInteraction } from "./open-interaction.ts";
import { readToldStep } from "./read-told-step.ts";
import type { RootSource, TraceSource } from "./recording.ts";
import { isTraceSendable, limitText } from "./text-limits.ts";
import { ToldStep } from "./turn.ts";

/** Sent when nobody said who the user is: the platform requires a value. */
export const unknownEndUser = "anonymous";

const maxTags = 100;
const maxTagNameLength = 1_000;

/** Reads everything that an interaction recorded. Never throws: what a source throws on is told as such. */
export function resolveInteraction(interaction: OpenInteraction, logger: PacedLogger): ResolvedInteraction {
  const { options } = interaction;
  const traces: Trace[] = [];
  for (const { source } of interaction.traces) readTraces(source, logger, traces);
  const status = interaction.status ?? "completed";
  const tags = toTagTexts(options.tags, logger);
  return {
    conversationId: options.conversationId ?? crypto.randomUUID(),
    input: limitText(chooseInput(interaction, options, traces)),
    output: limitText(chooseOutput(interaction, traces)),
    timeStart: toIso(interaction.startedAt),
    timeEnd: toIso(Math.max(interaction.startedAt, interaction.endedAt ?? interaction.lastEventAt)),
    endUser: options.endUser ?? unknownEndUser,
    hideContent: options.hideContent ?? false,
    anonymize: options.anonymize ?? true,
    tags: status === "completed" ? tags : { ...tags, [statusTag]: status },
    traces,
    feedback: interaction.feedback.map(limitFeedback),
  };
}

/**
 * Tags as the wire takes them: texts only; null, undefined and empty ones are left out. One log line tells of others that
 * cannot be sent.
 */
export function toTagTexts(tags: Tags | undefined, logger: PacedLogger): Record<string, string> {
  const texts: Record<string, string> = {};
  if (tags === undefined) return texts;
  const given: readonly [string, unknown][] = Object.entries(tags);
  if (given.length > maxTags) logger.warn("tags", `tags: the first ${maxTags} of ${given.length} are sent`);
  for (const [name, value] of given.slice(0, maxTags)) {
    if (value === undefined || value === null) continue;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      logger.warn("tag value", "tags: one was left out, as its value is no string, number, true or false");
      continue;
    }
    const text = limitText(String(value));
    if (text !== "") texts[limitText(name, maxTagNameLength)] = text;
  }
  return texts;
}

/** ISO 8601 in UTC with milliseconds. The moment must be valid. */
export function toIso(moment: Moment): string {
  return new Date(moment).toISOString();
}

export function limitFeedback(feedback: Feedback): Feedback {
  return feedback.text === undefined ? feedback : { ...feedback, text: limitText(feedback.text) };
}

/** Cuts every text of a trace to its limit. Nearly all are sent as they are, and so is the trace then. */
export function limitTrace(trace: Trace): Trace {
  if (isTraceSendable(trace)) return trace;
  if (isLlmTrace(trace)) {
    return { ...trace, messages: trace.messages.map(limitMessage), output: limitText(trace.output) };
  }
  if (isRetrievalTrace(trace)) {
    return { ...trace, input: limitText(trace.input), outputs: trace.outputs.map((output) => limitText(output)) };
  }
  return { ...trace, input: limitText(trace.input) };
}

function limitMessage(message: Message): Message {
  const content = limitText(message.content);
  return content === message.content ? message : { role: message.role, content };
}

/** Adds what a step tells to the traces read so far. */
function readTraces(source: TraceSource, logger: PacedLogger, traces: Trace[]): void {
  const readBefore = traces.length;
  try {
    const told = source instanceof ToldStep ? (readToldStep(source, logger) ?? unreadableStep) : source.toTraces();
    if (told === undefined) return;
    if (isList(told)) for (const trace of told) traces.push(limitTrace(trace));
    else traces.push(limitTrace(told));
  } catch {
    // A value of the user's threw while it was read, or was no text. The step happened, so it keeps its place.
    logger.warn("unreadable step", "a step could not be read: a value in it threw, or is no text where one must be");
    traces.length = readBefore;
    traces.push(unreadableStep);
  }
}

const unreadableStep: Trace = { source: "unreadable step", input: "", outputs: [] };

function isList(traces: Trace | readonly Trace[]): traces is readonly Trace[] {
  return Array.isArray(traces);
}

function chooseInput(interaction: OpenInteraction, options: InteractionOptions, traces: readonly Trace[]): string {
  if (interaction.manualInput !== undefined) return interaction.manualInput;
  if (options.input !== undefined) return options.input;
  for (const { source } of interaction.roots) {
    const input = readText(source, "input");
    if (input !== undefined && input !== "") return input;
  }
  return lastUserMessage(traces.find(isLlmTrace)) ?? "";
}

function chooseOutput(interaction: OpenInteraction, traces: readonly Trace[]): string {
  if (interaction.manualOutput !== undefined) return interaction.manualOutput;
  for (let index = interaction.roots.length - 1; index >= 0; index -= 1) {
    const source = interaction.roots[index]?.source;
    const output = source === undefined ? undefined : readText(source, "output");
    if (output !== undefined) return output;
  }
  return traces.findLast(isLlmTrace)?.output ?? "";
}

function lastUserMessage(trace: LlmTrace | undefined): string | undefined {
  return trace?.messages.findLast((message) => message.role === "user" && message.content !== "")?.content;
}

function readText(root: RootSource, side: "input" | "output"): string | undefined {
  try {
    const text: unknown = root[side]();
    return typeof text === "string" ? text : undefined;
  } catch {
    // A user's getInput or a hostile value threw; the next choice is taken.
    return undefined;
  }
}
