// What the consumer of a stream has been given so far, as text.

import { maxTextLength } from "../capture/text-limits.ts";
import { messageRole, messageWords } from "./read-message.ts";
import { isList, readString } from "./read-value.ts";

/** The text of the chunks so far, whatever their shape; constant work per chunk. */
export class StreamedText {
  #text: string | undefined;

  get text(): string | undefined {
    return this.#text;
  }

  add(chunk: unknown): void {
    if (this.#text !== undefined && this.#text.length >= maxTextLength) return;
    const text = chunkText(chunk);
    if (text !== undefined) this.#text = (this.#text ?? "") + text;
  }
}

const chunkKeys = ["output", "answer", "text", "result", "response"];

function chunkText(chunk: unknown): string | undefined {
  if (typeof chunk === "string") return chunk;
  if (messageRole(chunk) === "assistant") return messageWords(chunk);
  // LangGraph's message mode: a chunk with where it came from.
  if (isList(chunk) && messageRole(chunk[0]) === "assistant") return messageWords(chunk[0]);
  for (const key of chunkKeys) {
    const text = readString(chunk, key);
    if (text !== undefined) return text;
  }
  return undefined;
}
