// One conversation: its turns, oldest first, and what is said of the whole.

import { conversationDetailPath } from "../../../../wire/endpoints.ts";
import { isFields, listOf, numberOf, textOf } from "./read-answers.ts";
import { RequestFailure, requestJson } from "./request.ts";

export interface ConversationTurn {
  readonly id: string;
  readonly user: string | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly timestamp: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly feedback: readonly string[];
}

export interface Conversation {
  readonly id: string;
  readonly turns: readonly ConversationTurn[];
  /** Seconds from the first question to the last answer. */
  readonly lengthSeconds: number;
  /** Micro-dollars. */
  readonly cost: number;
}

export async function fetchConversation(id: string, signal: AbortSignal): Promise<Conversation> {
  const answer = await requestJson(conversationDetailPath, { body: { conversation_id: id }, signal });
  if (!isFields(answer)) throw new RequestFailure("broken", "the platform's answer is no conversation");
  return {
    id,
    turns: listOf(answer.conversation).flatMap(readTurn),
    lengthSeconds: numberOf(answer.session_time),
    cost: numberOf(answer.cost),
  };
}

function readTurn(value: unknown): readonly ConversationTurn[] {
  if (!isFields(value)) return [];
  return [
    {
      id: textOf(value.id) ?? "",
      user: textOf(value.end_user),
      input: textOf(value.input),
      output: textOf(value.output),
      timestamp: textOf(value.timestamp),
      tags: readTexts(value.tags),
      feedback: listOf(value.feedback_actions).flatMap((slug) => textOf(slug) ?? []),
    },
  ];
}

function readTexts(value: unknown): Readonly<Record<string, string>> {
  if (!isFields(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
  );
}
