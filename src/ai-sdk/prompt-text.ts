// A model call's prompt as plain messages. Read once, when the interaction settles.

import { flattenContent } from "../capture/flatten-content.ts";
import type { Message, MessageRole } from "../wire/interaction.ts";
import { isList, maxItems, readList, readProperty, readString } from "./read-shape.ts";

/** The messages of a prompt, each as text. */
export function toMessages(prompt: unknown): readonly Message[] {
  if (typeof prompt === "string") return [{ role: "user", content: prompt }];
  if (!isList(prompt)) return [];
  return prompt.slice(-maxItems).map((message: unknown) => ({
    role: toRole(readString(message, "role")),
    content: flattenContent(readProperty(message, "content")),
  }));
}

/** What the user wrote last; undefined when the prompt holds no user message. */
export function lastUserText(prompt: unknown): string | undefined {
  if (typeof prompt === "string") return prompt;
  if (!isList(prompt)) return undefined;
  const message: unknown = prompt
    .slice(-maxItems)
    .findLast((candidate: unknown) => readString(candidate, "role") === "user");
  return message === undefined ? undefined : flattenContent(readProperty(message, "content"));
}

/** What the user wrote, message by message. */
export function userTexts(prompt: unknown): readonly string[] {
  return toMessages(prompt)
    .filter(({ role }) => role === "user")
    .map(({ content }) => content);
}

/** Whether two prompts show a model the same messages. */
export function isSamePrompt(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const [messages, others] = [toMessages(one), toMessages(other)];
  return (
    messages.length === others.length &&
    messages.every(({ role, content }, index) => role === others[index]?.role && content === others[index]?.content)
  );
}

/** A tool call that a prompt ends with, as the message that made it and the ones after it tell. */
export interface PromptToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  /** What the model gave the tool, where the prompt still shows it. */
  readonly input: unknown;
  /** Undefined while there is no result, as when the tool was just approved. */
  readonly output: unknown;
}

/** The tool calls that a prompt ends with: the model is called to go on after them. */
export function trailingToolCalls(prompt: unknown): readonly PromptToolCall[] {
  if (!isList(prompt)) return [];
  const messages: readonly unknown[] = prompt.slice(-maxItems);
  const asking = messages.findLastIndex((message) => readString(message, "role") !== "tool");
  const message = messages[asking];
  const calls = new Map<string, PromptToolCall>();
  if (readString(message, "role") === "assistant") {
    for (const call of readCalls(message, "tool-call")) calls.set(call.toolCallId, { ...call, output: undefined });
  }
  for (const result of messages.slice(asking + 1).flatMap((answer) => readCalls(answer, "tool-result"))) {
    const { toolCallId, output } = result;
    const call = calls.get(toolCallId);
    if (call === undefined) calls.set(toolCallId, result);
    else if (call.output === undefined) calls.set(toolCallId, { ...call, output });
  }
  return [...calls.values()];
}

function readCalls(message: unknown, type: string): readonly PromptToolCall[] {
  return readList(message, "content").flatMap((part) => readToolPart(part, type));
}

function readToolPart(part: unknown, type: string): readonly PromptToolCall[] {
  const toolCallId = readString(part, "toolCallId");
  if (readString(part, "type") !== type || toolCallId === undefined) return [];
  const toolName = readString(part, "toolName") ?? "tool";
  return [{ toolCallId, toolName, input: readProperty(part, "input"), output: readProperty(part, "output") }];
}

function toRole(role: string | undefined): MessageRole {
  switch (role) {
    case "system":
    case "assistant":
    case "tool":
      return role;
    default:
      return "user";
  }
}
