// Messages of LangChain, of any major and copy, as the platform takes them: role and text.

import { flattenContent, flattenToolCall, withoutDataUrls } from "../capture/flatten-content.ts";
import { safeJson } from "../capture/safe-json.ts";
import type { Message, MessageRole } from "../wire/interaction.ts";
import { isList, lastItems, readList, readProperty, readString } from "./read-value.ts";

const roles: Readonly<Record<string, MessageRole>> = {
  human: "user",
  user: "user",
  ai: "assistant",
  assistant: "assistant",
  model: "assistant",
  system: "system",
  developer: "system",
  tool: "tool",
  function: "tool",
};

/** Parts of a message's content that repeat its tool calls, streamed ones included. */
const repeatedCall = /^(tool_use|tool_call|tool_call_chunk|function_?call|input_json_delta)$/i;
/** Parts about tools of any kind, the provider's own ones and what those gave back included. */
const toolPart = /tool|function_?call|executable_?code|code_?execution|^input_json_delta$/i;

/** Parts of an answer that nobody is shown. What is not standard is told besides it, such as signatures. */
const unsaidPart = /reasoning|thinking|^non_standard$|^cache_point$|^compaction$/;

/**
 * The role of anything that LangChain takes for a message: an instance, `{ role, content }`, `{ type, content }`, a pair
 * `["human", text]`. Undefined when it is none.
 */
export function messageRole(value: unknown): MessageRole | undefined {
  if (isList(value)) {
    const [type, content] = value;
    return value.length === 2 && typeof type === "string" && (typeof content === "string" || isList(content))
      ? roles[type]
      : undefined;
  }
  const type = messageType(value);
  if (type === undefined || readProperty(value, "content") === undefined) return undefined;
  // A generic message carries its role in a property of its own.
  if (type === "generic" || type === "chat") return roles[readString(value, "role") ?? ""] ?? "user";
  return roles[type];
}

/** Whether it is a message of LangChain's own classes, of whichever copy. */
export function isMessageInstance(value: unknown): boolean {
  return typeof readProperty(value, "_getType") === "function" || typeof readProperty(value, "getType") === "function";
}

function messageType(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (
    toldType(value, "_getType") ?? toldType(value, "getType") ?? readString(value, "role") ?? readString(value, "type")
  );
}

function toldType(message: object, method: string): string | undefined {
  const getType = readProperty(message, method);
  if (typeof getType !== "function") return undefined;
  try {
    const type: unknown = Reflect.apply(getType, message, []);
    return typeof type === "string" ? type : undefined;
  } catch {
    // Not a message of LangChain's own, or a hostile one; its plain properties may tell.
    return undefined;
  }
}

/** What a message says: its text, media as placeholders, tool calls as `name(json)`. */
export function messageText(value: unknown): string {
  const calls = typeof value === "string" ? [] : readToolCalls(value);
  if (calls.length === 0) return contentText(value, undefined);
  return [contentText(value, repeatedCall), ...calls].filter((part) => part !== "").join("\n");
}

/** Only the words of a message, without its tool calls: what a person was shown. */
export function messageWords(value: unknown): string {
  return contentText(value, toolPart);
}

/** What a message tells a person: its words, or where it has none what it calls. */
export function messageAnswer(value: unknown): string {
  const words = messageWords(value);
  return words === "" ? messageText(value) : words;
}

/** The content of a message without the types of parts that are left out. */
function contentText(message: unknown, leftOut: RegExp | undefined): string {
  const content =
    typeof message === "string" ? message : isList(message) ? message[1] : readProperty(message, "content");
  const text = isList(content) ? partsText(message, lastItems(content), leftOut) : flattenContent(content);
  return text === "" ? flattenContent(answerBeside(message)) : text;
}

function partsText(message: unknown, content: readonly unknown[], leftOut: RegExp | undefined): string {
  const parts = content.filter((part) => leftOut?.test(readString(part, "type") ?? "") !== true);
  const role = messageRole(message);
  if (role === "assistant") return answerText(parts);
  // LangChain takes whatever list a tool gives back for content.
  return role === "tool" && content.length > 0 && !isContent(content)
    ? withoutDataUrls(safeJson(content))
    : flattenContent(parts);
}

/** OpenAI's refusals and the words of its spoken answers stand beside a content that is empty. */
function answerBeside(message: unknown): unknown {
  const more = readProperty(message, "additional_kwargs");
  return readString(more, "refusal") ?? readString(readProperty(more, "audio"), "transcript");
}

/** A model's answer. Streams and citations cut it into parts anywhere, so its texts belong together as they are. */
function answerText(parts: readonly unknown[]): string {
  const lines: string[] = [];
  let text = "";
  for (const part of parts) {
    // Google marks its thoughts.
    if (unsaidPart.test(readString(part, "type") ?? "") || readProperty(part, "thought") === true) continue;
    if (isTextPart(part)) {
      text += readString(part, "text") ?? "";
      continue;
    }
    const line = flattenContent(part);
    if (line === "") continue;
    lines.push(flattenContent(text), line);
    text = "";
  }
  return [...lines, flattenContent(text)].filter((line) => line !== "").join("\n");
}

/** Whether a list is content of a message: with a text in it, or all media. Records may have a type of their own too. */
export function isContent(values: readonly unknown[]): boolean {
  return values.some(isTextPart) || (values.length > 0 && values.every(isMediaPart));
}

function isTextPart(part: unknown): boolean {
  return (
    /^(input_|output_)?text$/.test(readString(part, "type") ?? "") && typeof readProperty(part, "text") === "string"
  );
}

/** Where files keep what is in them. */
const fileKeys = ["data", "url", "source", "file", "file_data", "file_id", "fileId"];

function isMediaPart(part: unknown): boolean {
  const type = readString(part, "type") ?? "";
  if (/^(input_)?(image|audio|video)(_url)?$/.test(type)) return true;
  return /^(input_)?(file|document|media)$/.test(type) && fileKeys.some((key) => readProperty(part, key) !== undefined);
}

/** The message as it is sent; undefined for what only edits a state, such as a removal. */
export function toMessage(value: unknown): Message | undefined {
  if (typeof value === "string") return { role: "user", content: flattenContent(value) };
  const role = messageRole(value);
  return role === undefined ? undefined : { role, content: messageText(value) };
}

function readToolCalls(message: unknown): string[] {
  const calls = readList(message, "tool_calls");
  if (calls.length > 0) {
    return calls.map((call) => {
      // OpenAI's own shape, as plain `{ role, content }` messages carry it, nests name and arguments.
      const described = readProperty(call, "function") ?? call;
      return flattenToolCall(
        readString(described, "name") ?? "tool",
        readProperty(described, "args") ?? readProperty(described, "arguments"),
      );
    });
  }
  const invalid = readList(message, "invalid_tool_calls");
  const raw = readProperty(message, "additional_kwargs");
  const rawCalls = readList(raw, "tool_calls");
  const legacy = readProperty(raw, "function_call") ?? undefined;
  const hasNone = invalid.length === 0 && rawCalls.length === 0 && legacy === undefined;
  return hasNone ? [] : readRareCalls(invalid, rawCalls, legacy);
}

/** Calls that the model wrote in broken JSON, and those that only the provider's raw answer holds. */
function readRareCalls(allInvalid: readonly unknown[], rawCalls: readonly unknown[], legacy: unknown): string[] {
  // What streams leave of a provider's own tools are arguments of a call without a name.
  const invalid = allInvalid.filter((call) => readString(call, "name") !== undefined);
  return [
    ...invalid.map((call) => flattenToolCall(readString(call, "name") ?? "tool", readProperty(call, "args"))),
    ...(invalid.length === 0 ? rawCalls : []).map((call) => {
      const described = readProperty(call, "function");
      return flattenToolCall(readString(described, "name") ?? "tool", readProperty(described, "arguments"));
    }),
    ...(legacy === undefined
      ? []
      : [flattenToolCall(readString(legacy, "name") ?? "function", readProperty(legacy, "arguments"))]),
  ];
}
