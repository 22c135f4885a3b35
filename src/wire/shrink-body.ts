// Makes a body fit a size: the oldest middle messages go first, then long texts are cut; everything cut is marked.

import type { ConversationBody } from "./conversation-body.ts";
import type { Message } from "./interaction.ts";
import type { InteractionBody, LlmTraceBody, TraceBody } from "./interaction-body.ts";

type ShrinkableBody = InteractionBody | ConversationBody;

/** Texts are cut to these lengths in turn, until the body fits. */
const textCaps = [65_536, 16_384, 4_096, 1_024, 256, 64];

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

/** JSON of the body in at most so many bytes. */
export function serializeWithin(body: ShrinkableBody, maxBytes: number): string {
  const whole = JSON.stringify(body);
  // Every UTF-16 unit is at most three bytes: most bodies need no counting.
  if (whole.length * 3 <= maxBytes) return whole;
  const bytes = byteLength(whole);
  if (bytes <= maxBytes) return whole;
  const withoutMiddles = dropMiddleMessages(body, bytes - maxBytes);
  let text = JSON.stringify(withoutMiddles);
  for (const cap of textCaps) {
    if (byteLength(text) <= maxBytes) return text;
    text = JSON.stringify(withoutMiddles, (key, value: unknown) => (isCuttable(key, value) ? cut(value, cap) : value));
  }
  return text;
}

/** The same for a body that has already been sent and was refused as too large. Undefined when nothing is left to cut. */
export function shrinkSerialized(json: string, maxBytes: number): string | undefined {
  const body: unknown = JSON.parse(json);
  if (typeof body !== "object" || body === null || !("interaction" in body || "conversation" in body)) return undefined;
  // It is our own text, written by serializeWithin.
  const text = serializeWithin(body as ShrinkableBody, maxBytes);
  return byteLength(text) <= maxBytes ? text : undefined;
}

function dropMiddleMessages(body: ShrinkableBody, excess: number): ShrinkableBody {
  let left = excess;
  const shrink = (traces: readonly TraceBody[]): readonly TraceBody[] =>
    traces.map((trace) => {
      if (left <= 0 || !("messages" in trace)) return trace;
      const shrunk = withoutMiddle(trace, left);
      left -= shrunk.saved;
      return shrunk.trace;
    });
  if ("interaction" in body) return { ...body, traces: shrink(body.traces) };
  const interactions = body.conversation.interactions.map((interaction) => ({
    ...interaction,
    trace: shrink(interaction.trace),
  }));
  return { conversation: { ...body.conversation, interactions } };
}

/** Keeps leading system messages and the last message; drops from the oldest of the others until enough is saved. */
function withoutMiddle(trace: LlmTraceBody, excess: number): { readonly trace: LlmTraceBody; readonly saved: number } {
  const { messages } = trace;
  const firstMiddle = messages.findIndex((message) => message.role !== "system");
  if (firstMiddle === -1) return { trace, saved: 0 };
  let saved = 0;
  let next = firstMiddle;
  for (; next < messages.length - 1 && saved < excess + markBytes; next += 1) {
    saved += messageBytes(messages[next]);
  }
  const dropped = next - firstMiddle;
  if (dropped === 0) return { trace, saved: 0 };
  const mark: Message = { role: "system", content: `[${dropped} earlier messages cut]` };
  return {
    trace: { ...trace, messages: [...messages.slice(0, firstMiddle), mark, ...messages.slice(next)] },
    saved: saved - markBytes,
  };
}

const markBytes = 64;

function messageBytes(message: Message | undefined): number {
  return message === undefined ? 0 : byteLength(JSON.stringify(message)) + 1;
}

const fixedKeys = new Set(["role", "slug", "time_start", "time_end", "end_user", "conversation_id"]);

function isCuttable(key: string, value: unknown): value is string {
  return typeof value === "string" && !fixedKeys.has(key);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength).toWellFormed()} …[${text.length - maxLength} characters cut]`;
}
