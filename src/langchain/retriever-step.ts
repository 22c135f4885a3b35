// One retrieval, from its start callback to the trace it becomes.

import { flattenContent, withoutDataUrls } from "../capture/flatten-content.ts";
import { toText } from "../capture/safe-json.ts";
import type { RetrievalTrace } from "../wire/interaction.ts";
import { isList, maxItems, readProperty } from "./read-value.ts";
import type { RunStep } from "./run-step.ts";

export class RetrieverStep implements RunStep {
  readonly trace: this = this;
  readonly isModelCall = false;
  readonly rawInput: unknown;
  rawOutput: unknown;
  readonly #name: string;

  constructor(name: string, query: unknown) {
    this.#name = name;
    this.rawInput = query;
  }

  end(documents: unknown): void {
    this.rawOutput = documents;
  }

  toTraces(): RetrievalTrace {
    const documents = isList(this.rawOutput) ? this.rawOutput : [];
    return { source: this.#name, input: this.input(), outputs: documents.slice(0, maxItems).map(documentText) };
  }

  input(): string {
    return flattenContent(this.rawInput);
  }

  /** Documents are no answer. */
  output(): undefined {}
}

function documentText(document: unknown): string {
  const content = readProperty(document, "pageContent");
  // A custom retriever may return anything.
  return withoutDataUrls(toText(content === undefined ? document : content));
}
