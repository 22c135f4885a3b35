// A model call's prompt as plain messages. Read once, when the interaction settles.

import { flattenContent } from "../capture/flatten-content.ts";
import type { Message, MessageRole } from "../wire/interaction.ts";
import { readList, readProperty, readString } from "./read-shape.ts";

/** The messages of a prompt, each as text. */
export function toMessages(prompt: unknown): readonly Message[] {
  if (typeof prompt === "string") return [{ role: "user", content: prompt }];
  if (!Array.isArray(prompt)) return [];
  return prompt.map((message: unknown) => ({
    role: toRole(readString(message, "role")),
    content: flattenContent(readProperty(message, "content")),
  }));
}

/** What the user wrote last; undefined when the prompt holds no user message. */
export function lastUserText(prompt: unknown): string | undefined {
  if (typeof prompt === "string") return prompt;
  if (!Array.isArray(prompt)) return undefined;
  const message: unknown = prompt.findLast((candidate: unknown) => readString(candidate, "role") === "user");
  return message === undefined ? undefined : flattenContent(readProperty(message, "content"));
}

/** The result of a tool as the next prompt tells it. */
export interface PromptToolResult {
  readonly toolCallId: string;
  readonly toolName: string;
  /** What the model gave the tool, where the prompt still shows it. */
  readonly input: unknown;
  readonly output: unknown;
}

/** The tool results that a prompt ends with: those that the model is called with now and has not answered yet. */
export function trailingToolResults(prompt: unknown): readonly PromptToolResult[] {
  if (!Array.isArray(prompt)) return [];
  const results: PromptToolResult[] = [];
  for (let index = prompt.length - 1; index >= 0; index -= 1) {
    const message: unknown = prompt[index];
    const role = readString(message, "role");
    if (role === "tool") results.unshift(...readResults(message));
    // The message that asked for them; what stands before it was answered in an earlier step.
    else return role === "assistant" ? withInputs(results, message) : [];
  }
  return results;
}

function readResults(message: unknown): readonly PromptToolResult[] {
  return readList(message, "content").flatMap((part) => {
    const toolCallId = readString(part, "toolCallId");
    if (readString(part, "type") !== "tool-result" || toolCallId === undefined) return [];
    return [
      { toolCallId, toolName: readString(part, "toolName") ?? "tool", input: {}, output: readProperty(part, "output") },
    ];
  });
}

function withInputs(results: readonly PromptToolResult[], asking: unknown): readonly PromptToolResult[] {
  const calls = readList(asking, "content");
  return results.map((result) => {
    const call = calls.find((part) => readString(part, "toolCallId") === result.toolCallId);
    return call === undefined ? result : { ...result, input: readProperty(call, "input") };
  });
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
