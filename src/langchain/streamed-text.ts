// What the consumer of a stream has been given so far, as text.

import { maxTextLength } from "../capture/text-limits.ts";
import { ownKeys } from "./choose-input.ts";
import { outputKeys } from "./choose-output.ts";
import { messageRole, messageWords } from "./read-message.ts";
import { isList, readFirstString } from "./read-value.ts";

/** The text of the chunks so far, whatever their shape. Constant work per chunk, but for states, which tell all text anew. */
export class StreamedText {
  #text: string | undefined;

  get text(): string | undefined {
    return this.#text;
  }

  add(chunk: unknown): void {
    const before = this.#text ?? "";
    if (before.length >= maxTextLength) return;
    const words = chunkWords(chunk);
    const text = words ?? readFirstString(chunk, outputKeys);
    if (text === undefined) return;
    // A graph's state tells its whole answer every time; an object of one key is a piece of it.
    const isWhole = words === undefined && isState(chunk) && text.startsWith(before);
    this.#text = isWhole ? text : before + text;
  }
}

function chunkWords(chunk: unknown): string | undefined {
  if (typeof chunk === "string") return chunk;
  if (messageRole(chunk) === "assistant") return messageWords(chunk);
  if (!isList(chunk)) return undefined;
  // LangGraph's message mode: a chunk with where it came from; of several modes or graphs behind their names.
  const last = chunk.at(-1);
  const [message] = isList(last) ? last : chunk;
  return messageRole(message) === "assistant" ? messageWords(message) : undefined;
}

function isState(chunk: unknown): boolean {
  return typeof chunk === "object" && chunk !== null && ownKeys(chunk).length > 1;
}
