// A chain, graph or other wrapper at the root of a turn. It becomes no trace; it says what was asked and answered.

import { chooseInput, chooseInputOfState, ownKeys } from "./choose-input.ts";
import { chooseOutput } from "./choose-output.ts";
import { isGivenNothing } from "./graph-resume.ts";
import { isList, lastItems, readProperty } from "./read-value.ts";
import type { RunStep } from "./run-step.ts";
import type { RunTree } from "./run-tree.ts";

export class ChainStep implements RunStep {
  readonly trace = undefined;
  readonly isModelCall = false;
  readonly #tree: RunTree;
  rawInput: unknown;
  #output: unknown;

  constructor(inputs: unknown, tree: RunTree) {
    this.rawInput = withListsKept(inputs);
    this.#tree = tree;
  }

  get rawOutput(): unknown {
    const { batch } = this.#tree;
    const list = readProperty(this.#output, "output");
    return batch === undefined || !isList(list) ? this.#output : { output: batch.group.answerOf(batch.index, list) };
  }

  /** Streams tell their input only when they end. */
  end(outputs: unknown, inputs: unknown): void {
    this.#output = outputs;
    const list = readProperty(outputs, "output");
    if (isList(list)) this.#tree.batch?.group.note(list);
    this.fail(inputs);
  }

  fail(inputs: unknown): void {
    if (inputs !== undefined) this.rawInput = withListsKept(inputs);
  }

  input(): string | undefined {
    return isGivenNothing(this.rawInput) ? chooseInputOfState(this.#output) : chooseInput(this.rawInput);
  }

  output(): string | undefined {
    return this.#output === undefined ? undefined : chooseOutput(this.rawOutput, this.rawInput);
  }
}

/** Chat code pushes the answer, and later the next question, onto the very list it passed in; what counts is the list as it was. */
function withListsKept(inputs: unknown): unknown {
  if (isList(inputs)) return lastItems(inputs);
  if (typeof inputs !== "object" || inputs === null) return inputs;
  const lists = ownKeys(inputs).filter((key) => isList(readProperty(inputs, key)));
  if (lists.length === 0) return inputs;
  try {
    // A message or prompt value keeps its methods, which tell its role.
    return Object.assign(Object.create(Object.getPrototypeOf(inputs)), inputs, copyLists(inputs, lists));
  } catch {
    // A hostile object cannot be copied; its own lists have to do.
    return inputs;
  }
}

function copyLists(inputs: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.map((key) => {
      const list = readProperty(inputs, key);
      return [key, isList(list) ? lastItems(list) : list];
    }),
  );
}
