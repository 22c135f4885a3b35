// One call of a chat model or completion model, from its start callback to the trace it becomes.

import { flattenContent } from "../capture/flatten-content.ts";
import { StreamedText } from "../capture/streamed-text.ts";
import type { LlmTrace, Message } from "../wire/interaction.ts";
import { messageAnswer, messageText, messageWords, toMessage } from "./read-message.ts";
import { isList, maxItems, readFirstString, readList, readProperty, readString } from "./read-value.ts";
import type { RunStep } from "./run-step.ts";
import { readTokenUsage, type TokenUsage } from "./token-usage.ts";

/** Conversions of messages already made for an interaction: agents repeat their history in every step. */
export type MessageCache = Map<unknown, Message | undefined>;

export interface ModelStart {
  /** The name of the run, for models that do not tell theirs. */
  readonly name: string | undefined;
  /** Messages, or for completion models the prompt. */
  readonly input: unknown;
  readonly extraParams: unknown;
  readonly metadata: unknown;
  readonly messages: MessageCache;
}

export class ModelStep implements RunStep {
  readonly trace: this = this;
  readonly isModelCall = true;
  /** What it was asked: messages, or a prompt. */
  readonly rawInput: unknown;
  /** Only the name is kept of what the start tells besides: options and metadata may hold anything. */
  readonly #model: string | undefined;
  readonly #name: string | undefined;
  readonly #known: MessageCache;
  /** Later additions to the same list are not what this call was given. */
  readonly #inputLength: number;
  #partial: StreamedText | undefined;
  #lastChunk: unknown;
  /** The result, once it has ended well. */
  rawOutput: unknown;
  #usage: TokenUsage = {};

  constructor(start: ModelStart) {
    this.rawInput = start.input;
    this.#model = requestedModel(start);
    this.#name = start.name;
    this.#known = start.messages;
    this.#inputLength = isList(start.input) ? start.input.length : 0;
  }

  /** Takes a streamed token. Where `chunk` is given it counts once, however often it comes. */
  addToken(token: unknown, chunk?: unknown): void {
    if (chunk !== undefined && chunk === this.#lastChunk) return;
    this.#lastChunk = chunk;
    if (typeof token !== "string" || token === "") return;
    this.#partial ??= new StreamedText();
    this.#partial.add(token);
  }

  end(result: unknown, isCached: boolean): void {
    this.rawOutput = result;
    // Read at once: LangChain's cache keeps the message and empties its counts when it is asked again. An answer from the
    // cache cost nothing.
    if (!isCached) this.#usage = readTokenUsage(result);
    this.#partial = undefined;
    this.#lastChunk = undefined;
  }

  /** It failed: what it had streamed stays its output. */
  fail(error: unknown): void {
    this.#lastChunk = undefined;
    // Some integrations hand the part that had arrived over with the error.
    if (this.#partial === undefined) this.addToken(messageText(readProperty(error, "partialOutput") ?? ""));
  }

  toTraces(): LlmTrace {
    return {
      model: this.#model ?? this.#answeredModel() ?? this.#name ?? "unknown",
      messages: this.#messages(),
      output: this.#output(messageText),
      ...this.#usage,
    };
  }

  /** What the user said last in it. */
  input(): string | undefined {
    return this.#messages().findLast((message) => message.role === "user" && message.content !== "")?.content;
  }

  /** What the user was shown of it, as the root of a turn. */
  output(): string {
    return this.#output(messageAnswer);
  }

  /** What it answered; the part that arrived when it did not end. */
  #output(read: (message: unknown) => string): string {
    if (this.rawOutput === undefined) return flattenContent(this.#partial?.toString() ?? "");
    const message = readProperty(this.#generation(), "message");
    const text = message === undefined ? "" : read(message);
    return text === "" ? flattenContent(readString(this.#generation(), "text") ?? "") : text;
  }

  #generation(): unknown {
    const generations = readList(this.rawOutput, "generations")[0];
    return isList(generations) ? generations[0] : undefined;
  }

  #messages(): readonly Message[] {
    const input = this.rawInput;
    if (!isList(input)) return [{ role: "user", content: flattenContent(input) }];
    const messages: Message[] = [];
    for (let index = Math.max(0, this.#inputLength - maxItems); index < this.#inputLength; index += 1) {
      const given = input[index];
      let message = this.#known.get(given);
      if (message === undefined) {
        message = toMessage(given);
        if (typeof given === "object") this.#known.set(given, message);
      }
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  #answeredModel(): string | undefined {
    const metadata = readProperty(readProperty(this.#generation(), "message"), "response_metadata");
    return readFirstString(metadata, ["model_name", "model"]);
  }
}

/** The words of a streamed token. Integrations tell thoughts and the arguments of tools as tokens too; their chunk says so. */
export function tokenWords(token: unknown, chunk: unknown): unknown {
  const message = readProperty(chunk, "message");
  return isList(readProperty(message, "content")) ? messageWords(message) : token;
}

function requestedModel({ metadata, extraParams }: ModelStart): string | undefined {
  const parameters = readProperty(extraParams, "invocation_params");
  return (
    readString(metadata, "ls_model_name") ??
    readFirstString(parameters, ["model", "model_name", "modelName", "model_id"])
  );
}
