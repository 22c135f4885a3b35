// A chain, graph or other wrapper at the root of a turn. It becomes no trace; it says what was asked and answered.

import { chooseInput, ownKeys } from "./choose-input.ts";
import { chooseOutput } from "./choose-output.ts";
import { isList, readProperty } from "./read-value.ts";
import type { RunStep } from "./run-step.ts";

export class ChainStep implements RunStep {
  readonly trace = undefined;
  readonly isModelCall = false;
  rawOutput: unknown;
  #input: unknown;

  constructor(inputs: unknown) {
    this.#input = withListsKept(inputs);
  }

  get rawInput(): unknown {
    return this.#input;
  }

  /** Streams tell their input only when they end. */
  end(outputs: unknown, inputs: unknown): void {
    this.rawOutput = outputs;
    this.fail(inputs);
  }

  fail(inputs: unknown): void {
    if (inputs !== undefined) this.#input = withListsKept(inputs);
  }

  input(): string | undefined {
    return chooseInput(this.#input);
  }

  output(): string | undefined {
    return this.rawOutput === undefined ? undefined : chooseOutput(this.rawOutput, this.#input);
  }
}

/** Chat code pushes the answer, and later the next question, onto the very list it passed in; what counts is the list as it was. */
function withListsKept(inputs: unknown): unknown {
  if (isList(inputs)) return [...inputs];
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
      return [key, isList(list) ? [...list] : list];
    }),
  );
}
