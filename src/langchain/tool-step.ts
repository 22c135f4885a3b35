// One tool call, from its start callback to the trace it becomes: the shape of a retrieval.

import { flattenContent, withoutDataUrls } from "../capture/flatten-content.ts";
import { toText } from "../capture/safe-json.ts";
import type { RetrievalTrace } from "../wire/interaction.ts";
import { isInterrupt } from "./error-status.ts";
import { isContent, messageRole, messageText } from "./read-message.ts";
import { isList, lastItems, readList, readProperty } from "./read-value.ts";
import type { RunStep } from "./run-step.ts";

export class ToolStep implements RunStep {
  readonly trace: this = this;
  readonly isModelCall = false;
  readonly rawInput: unknown;
  rawOutput: unknown;
  readonly #name: string;
  #wasInterrupted = false;

  constructor(name: string, input: unknown) {
    this.#name = name;
    this.rawInput = input;
  }

  end(output: unknown): void {
    this.rawOutput = output;
  }

  fail(error: unknown): void {
    this.#wasInterrupted = isInterrupt(error);
  }

  /** A call that stopped to ask the user is made again on the resume, and told then. */
  toTraces(): RetrievalTrace | undefined {
    if (this.#wasInterrupted) return undefined;
    const output = this.output();
    return { source: this.#name, input: this.input(), outputs: output === undefined ? [] : [output] };
  }

  input(): string {
    return withoutDataUrls(toText(this.rawInput));
  }

  output(): string | undefined {
    return this.rawOutput === undefined ? undefined : toolOutputText(this.rawOutput);
  }
}

/** What a tool gave back: a ToolMessage, a Command with one in its update, content parts, or any value. */
function toolOutputText(output: unknown): string {
  if (messageRole(output) !== undefined) return messageText(output);
  if (readProperty(output, "lg_name") === "Command") {
    // A handoff passes the whole conversation on; what the tool itself says is its own message in it.
    const messages = readList(readProperty(output, "update"), "messages");
    if (messages.length > 0) return messageText(messages.findLast(isToolMessage) ?? messages.at(-1));
    return withoutDataUrls(toText(readProperty(output, "update") ?? readProperty(output, "goto")));
  }
  if (isList(output) && isContent(lastItems(output))) return flattenContent(output);
  return withoutDataUrls(toText(output));
}

function isToolMessage(value: unknown): boolean {
  return messageRole(value) === "tool";
}
