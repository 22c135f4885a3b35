// Makes a body fit a size: the oldest middle messages go first, then long texts of the traces are cut, then all texts.
// Everything cut is marked.

import type { ConversationBody } from "./conversation-body.ts";
import { cutAgain } from "./cut-again.ts";
import type { Message } from "./interaction.ts";
import type { InteractionBody, LlmTraceBody, TraceBody } from "./interaction-body.ts";

type ShrinkableBody = InteractionBody | ConversationBody;

/** Texts of the traces are cut to these lengths in turn; what the user wrote and read is left whole for as long as can be. */
const traceTextCaps = [65_536, 16_384, 4_096, 1_024, 256];
/** Then every text is. */
const allTextCaps = [16_384, 4_096, 1_024, 256, 64];
/** A message's characters besides its content, and those of the mark in the place of dropped ones. */
const messageFrame = 30;
const markCharacters = 80;
/** Characters are counted where bytes are meant, which is exact enough after so many rounds. */
const dropRounds = 3;

/** UTF-8 bytes of a text, without encoding it. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes; every other unit from 0x800 on is three bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** JSON of the body in at most so many bytes; undefined when it cannot be made to fit. */
export function serializeWithin(body: ShrinkableBody, maxBytes: number): string | undefined {
  // A history that is repeated in every step can be longer than any string may be, so this much goes before it is written.
  const characters = countMessages(body);
  let smaller = characters > maxBytes ? dropMiddleMessages(body, characters - maxBytes) : body;
  let text = JSON.stringify(smaller);
  if (fits(text, maxBytes)) return text;
  for (let round = 0; round < dropRounds && !fits(text, maxBytes); round += 1) {
    const bytes = byteLength(text);
    const before = text.length;
    smaller = dropMiddleMessages(smaller, Math.ceil((bytes - maxBytes) * (before / bytes)));
    text = JSON.stringify(smaller);
    if (text.length === before) break;
  }
  for (const cap of traceTextCaps) {
    if (fits(text, maxBytes)) return text;
    smaller = mapTraces(smaller, (traces) => cutTexts(traces, cap));
    text = JSON.stringify(smaller);
  }
  for (const cap of allTextCaps) {
    if (fits(text, maxBytes)) return text;
    smaller = cutTexts(smaller, cap);
    text = JSON.stringify(smaller);
  }
  return fits(text, maxBytes) ? text : undefined;
}

/** The same for a body that has been sent and was refused as too large. */
export function shrinkSerialized(json: string, maxBytes: number): string | undefined {
  const body = parseBody(json);
  if (typeof body !== "object" || body === null || !("interaction" in body || "conversation" in body)) return undefined;
  // It is our own text, written by serializeWithin.
  return serializeWithin(body as ShrinkableBody, maxBytes);
}

function parseBody(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not a body of ours; there is nothing in it that could be cut.
    return undefined;
  }
}

function fits(text: string, maxBytes: number): boolean {
  // Every UTF-16 unit is at most three bytes: most bodies need no counting.
  return text.length * 3 <= maxBytes || byteLength(text) <= maxBytes;
}

/** Characters of all messages: fewer than the bytes of their JSON. */
function countMessages(body: ShrinkableBody): number {
  if (!("interaction" in body)) {
    return body.conversation.interactions.reduce((sum, { trace }) => sum + charactersOf(trace), 0);
  }
  return charactersOf(body.traces);
}

function charactersOf(traces: readonly TraceBody[]): number {
  let characters = 0;
  for (const trace of traces) {
    if (!("messages" in trace)) continue;
    for (const { content } of trace.messages) characters += content.length;
  }
  return characters;
}

function mapTraces(body: ShrinkableBody, map: (traces: readonly TraceBody[]) => readonly TraceBody[]): ShrinkableBody {
  if ("interaction" in body) return { ...body, traces: map(body.traces) };
  const interactions = body.conversation.interactions.map((interaction) => ({
    ...interaction,
    trace: map(interaction.trace),
  }));
  return { conversation: { ...body.conversation, interactions } };
}

/** Drops messages of about so many characters. */
function dropMiddleMessages(body: ShrinkableBody, excess: number): ShrinkableBody {
  let left = excess;
  return mapTraces(body, (traces) =>
    traces.map((trace) => {
      if (left <= 0 || !("messages" in trace)) return trace;
      const shrunk = withoutMiddle(trace, left);
      left -= shrunk.saved;
      return shrunk.trace;
    }),
  );
}

/**
 * Keeps leading system messages and the last message that says something; drops from the oldest of the others until enough
 * is saved. What an earlier round dropped is told in the same mark.
 */
function withoutMiddle(trace: LlmTraceBody, excess: number): { readonly trace: LlmTraceBody; readonly saved: number } {
  const { messages } = trace;
  const firstMiddle = messages.findIndex((message) => message.role !== "system" || droppedBy(message) > 0);
  const first = messages[firstMiddle];
  if (first === undefined) return { trace, saved: 0 };
  const droppedBefore = droppedBy(first);
  const firstToDrop = droppedBefore === 0 ? firstMiddle : firstMiddle + 1;
  const newCharacters = droppedBefore === 0 ? markCharacters : 0;
  const last = messages.findLastIndex(({ content }) => content !== "");
  let saved = 0;
  let next = firstToDrop;
  for (; next < last && saved < excess + newCharacters; next += 1) {
    saved += (messages[next]?.content.length ?? 0) + messageFrame;
  }
  const dropped = next - firstToDrop;
  if (dropped === 0) return { trace, saved: 0 };
  const mark: Message = { role: "system", content: `[${droppedBefore + dropped} earlier messages cut]` };
  return {
    trace: { ...trace, messages: [...messages.slice(0, firstMiddle), mark, ...messages.slice(next)] },
    saved: Math.max(0, saved - newCharacters),
  };
}

/** How many messages a mark stands for; 0 for what is no mark. */
function droppedBy({ role, content }: Message): number {
  return role === "system" ? Number(/^\[(\d{1,9}) earlier messages cut\]$/.exec(content)?.[1] ?? 0) : 0;
}

/** Values that mean something only as they are. */
const fixedKeys = new Set(["role", "slug", "time_start", "time_end", "end_user", "conversation_id"]);

/** A copy of plain data with every text cut to a length. */
function cutTexts<Value>(value: Value, maxLength: number): Value;
function cutTexts(value: unknown, maxLength: number): unknown {
  if (typeof value === "string") return cutAgain(value, maxLength);
  if (Array.isArray(value)) return value.map((item: unknown) => cutTexts(item, maxLength));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, part]) => [key, fixedKeys.has(key) ? part : cutTexts(part, maxLength)]));
}
