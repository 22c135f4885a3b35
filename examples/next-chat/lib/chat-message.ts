// The messages of this chat: text, the tool's calls, and the help pages that an answer rests on.

import type { UIMessage } from "ai";

export type ChatMessage = UIMessage<
  unknown,
  { sources: string[] },
  { orderStatus: { input: { orderId: string }; output: unknown } }
>;

/** What a message says, without its tools and sources. */
export function textOf(message: ChatMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** The user's last question. */
export function questionOf(messages: readonly ChatMessage[]): string {
  const last = messages.findLast((message) => message.role === "user");
  return last === undefined ? "" : textOf(last);
}
