// The messages of a model call as the platform reads them: what the model was given, ending on a user's turn.

import type { LlmTrace, Message } from "./interaction.ts";

/** After a tool's result nobody speaks, yet the platform expects the call to answer a user's turn. */
const silentUser: Message = { role: "user", content: "" };

/** The messages to send: without the call's own answer, which is its `output`, and closed by an empty user turn if need be. */
export function promptMessages({ messages, output }: Pick<LlmTrace, "messages" | "output">): readonly Message[] {
  const last = messages.at(-1);
  // Of an empty list nothing is known, and nothing is made up.
  if (last === undefined || last.role === "user") return messages;
  const holdsAnswer = last.role === "assistant" && output !== "" && last.content === output;
  const given = holdsAnswer ? messages.slice(0, -1) : messages;
  return given.at(-1)?.role === "user" ? given : [...given, silentUser];
}
