// One attempt at a language model call: what it was given and what came back so far. Keeps references and strings; the
// trace is made when the interaction settles.

import { flattenContent } from "../capture/flatten-content.ts";
import type { TraceSource } from "../capture/recording.ts";
import { toText } from "../capture/safe-json.ts";
import { StreamedText } from "../capture/streamed-text.ts";
import type { RetrievalTrace, Trace } from "../wire/interaction.ts";
import { toMessages } from "./prompt-text.ts";
import { readList, readProperty, readString } from "./read-shape.ts";
import { notRecordedText, type RecordedContent } from "./recorded-content.ts";
import { readTokenUsage } from "./token-usage.ts";
import { returnedTexts } from "./tool-outputs.ts";

/** A tool call that the model made. */
export interface ToolCallPart {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
}

interface TextPiece {
  readonly kind: "text";
  readonly id: unknown;
  readonly text: StreamedText;
}

/** A call of a tool that the provider runs. */
interface ProviderCall {
  readonly call: ToolCallPart;
  result: unknown;
}

/** Output in the order in which it first appeared. */
type Piece = TextPiece | { readonly kind: "part"; readonly part: unknown };

export class LanguageCall implements TraceSource {
  readonly modelId: string;
  readonly prompt: unknown;
  /** Calls of the tools that the SDK or the client runs; those that the provider runs itself are traced with the call. */
  readonly toolCalls: ToolCallPart[] = [];
  readonly #recorded: RecordedContent;
  readonly #pieces: Piece[] = [];
  #texts: Map<unknown, TextPiece> | undefined;
  #currentText: TextPiece | undefined;
  readonly #sources: unknown[] = [];
  #providerCalls: Map<string, ProviderCall> | undefined;
  /** What earlier calls of its loop asked the provider's tools for, and has not come back. */
  #earlier: readonly ProviderCall[] = [];
  #answeringModelId: string | undefined;
  #usage: unknown;
  #providerMetadata: unknown;

  constructor(options: {
    readonly modelId: string;
    readonly prompt: unknown;
    readonly recorded: RecordedContent;
  }) {
    this.modelId = options.modelId;
    this.prompt = options.prompt;
    this.#recorded = options.recorded;
  }

  /** Takes a part of the stream and says of what type it is. O(1). Throws what reading a hostile part throws. */
  addPart(part: unknown): string | undefined {
    // Read as it is: this runs for every chunk, and the caller expects throwing getters.
    if (typeof part !== "object" || part === null) return undefined;
    const { type, id, delta }: { readonly type?: unknown; readonly id?: unknown; readonly delta?: unknown } = part;
    if (typeof type !== "string") return undefined;
    switch (type) {
      case "text-start":
        this.#textOf(id);
        break;
      case "text-delta":
        if (typeof delta === "string") this.#textOf(id).text.add(delta);
        break;
      case "response-metadata":
        this.#answeringModelId = readString(part, "modelId") ?? this.#answeringModelId;
        break;
      case "finish":
        this.#usage = readProperty(part, "usage");
        this.#providerMetadata = readProperty(part, "providerMetadata");
        break;
      default:
        this.#addContent(type, part);
    }
    return type;
  }

  /** Takes the result of a call that did not stream. */
  addResult(result: unknown): void {
    for (const part of readList(result, "content")) {
      const type = readString(part, "type");
      if (type === "text") this.#startText(undefined).text.add(readString(part, "text") ?? "");
      else this.#addContent(type, part);
    }
    this.#answeringModelId = readString(readProperty(result, "response"), "modelId");
    this.#usage = readProperty(result, "usage");
    this.#providerMetadata = readProperty(result, "providerMetadata");
  }

  /**
   * Takes its place in a loop: what the provider's tools give back may come in a later call than theirs. It does not hold the
   * earlier one, whose prompt would stay with it.
   */
  follow(earlier: LanguageCall | undefined): void {
    // Another copy of the package, of an earlier release, may have made it.
    this.#earlier = earlier?.unanswered ?? [];
  }

  /** Calls of the provider's tools, its own and those of earlier calls, whose results have not come. */
  get unanswered(): readonly ProviderCall[] {
    return [...this.#earlier, ...(this.#providerCalls?.values() ?? [])].filter(({ result }) => result === undefined);
  }

  /** The call of a provider's tool that it stopped at: the result comes when the model is called again. */
  get pausedCall(): ToolCallPart | undefined {
    const last = this.#pieces.at(-1);
    if (last?.kind !== "part") return undefined;
    const known = this.#providerCall(readString(last.part, "toolCallId") ?? "");
    return known?.result === undefined ? known?.call : undefined;
  }

  #providerCall(toolCallId: string): ProviderCall | undefined {
    return this.#providerCalls?.get(toolCallId) ?? this.#earlier.find(({ call }) => call.toolCallId === toolCallId);
  }

  /** Whether any text came. */
  get hasText(): boolean {
    return this.#pieces.some((piece) => piece.kind === "text" && piece.text.length > 0);
  }

  /** The answer's text so far. */
  get text(): string {
    return this.#pieces.map((piece) => (piece.kind === "text" ? piece.text.toString() : "")).join("");
  }

  /** Everything that came out: text, tool calls as `name(json)`, files as placeholders. */
  get output(): string {
    const lines: string[] = [];
    let isText = false;
    for (const piece of this.#pieces) {
      const text = piece.kind === "text" ? piece.text.toString() : flattenContent([piece.part]);
      if (text === "") continue;
      // Providers cut one text into several, as around citations.
      if (piece.kind === "text" && isText) lines.push(`${lines.pop() ?? ""}${text}`);
      else lines.push(text);
      isText = piece.kind === "text";
    }
    return lines.join("\n");
  }

  /** `answeredBy`: the model that answered, where the call does not tell. */
  toTraces(answeredBy?: string): readonly Trace[] {
    return [
      {
        model: this.#answeringModelId ?? answeredBy ?? this.modelId,
        messages: this.#recorded.inputs ? toMessages(this.prompt) : [{ role: "user", content: notRecordedText }],
        output: this.#recorded.outputs ? this.output : notRecordedText,
        ...readTokenUsage(this.#usage, this.#providerMetadata),
      },
      ...[...(this.#providerCalls?.values() ?? [])].map(({ call, result }) =>
        toToolTrace(call, returnedTexts(result), this.#recorded),
      ),
      ...(this.#recorded.outputs ? toSourcesTrace(this.#sources) : []),
    ];
  }

  /** Texts may interleave by id, but nearly all parts belong to the text of the part before. */
  #textOf(id: unknown): TextPiece {
    const current = this.#currentText;
    if (current !== undefined && current.id === id) return current;
    const piece = this.#texts?.get(id) ?? this.#startText(id);
    this.#texts ??= new Map();
    this.#texts.set(id, piece);
    this.#currentText = piece;
    return piece;
  }

  #startText(id: unknown): TextPiece {
    const piece: TextPiece = { kind: "text", id, text: new StreamedText() };
    this.#pieces.push(piece);
    return piece;
  }

  #addContent(type: string | undefined, part: unknown): void {
    switch (type) {
      case "tool-call":
        this.#addToolCall(part);
        return;
      case "tool-result":
        this.#addProviderResult(part);
        return;
      case "source":
        this.#sources.push(part);
        return;
      case "file":
        this.#pieces.push({ kind: "part", part });
        return;
      default:
        // Reasoning, raw chunks, pings, warnings: nothing that the user is shown.
        return;
    }
  }

  #addToolCall(part: unknown): void {
    const call = {
      toolCallId: readString(part, "toolCallId") ?? "",
      toolName: readString(part, "toolName") ?? "tool",
      input: readProperty(part, "input"),
    };
    this.#pieces.push({ kind: "part", part });
    if (readProperty(part, "providerExecuted") !== true) {
      this.toolCalls.push(call);
    } else if (this.#providerCall(call.toolCallId) === undefined) {
      this.#providerCalls ??= new Map();
      this.#providerCalls.set(call.toolCallId, { call, result: undefined });
    }
  }

  #addProviderResult(part: unknown): void {
    const known = this.#providerCall(readString(part, "toolCallId") ?? "");
    // A preliminary result is replaced by the next one.
    if (known !== undefined) known.result = readProperty(part, "result");
  }
}

/** A tool call as a step of the interaction. What the model gave the tool is its output and the tool's input. */
export function toToolTrace(call: ToolCallPart, outputs: readonly string[], recorded: RecordedContent): RetrievalTrace {
  return {
    source: call.toolName,
    input: recorded.inputs && recorded.outputs ? toText(call.input) : notRecordedText,
    outputs: recorded.outputs ? outputs : [notRecordedText],
  };
}

function toSourcesTrace(sources: readonly unknown[]): readonly RetrievalTrace[] {
  if (sources.length === 0) return [];
  const outputs = sources.map((source) =>
    [readString(source, "title"), readString(source, "url") ?? readString(source, "filename")]
      .filter((text) => text !== undefined)
      .join(" "),
  );
  return [{ source: "sources", input: "", outputs }];
}
