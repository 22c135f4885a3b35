// What every captured run of LangChain is to the book of runs, and how a root's own words are chosen from it.

import type { RootSource, TraceSource } from "../capture/recording.ts";
import type { PacedLogger } from "../runtime/logger.ts";
import { readProperty } from "./read-value.ts";
import type { RunTree } from "./run-tree.ts";

/** A run that is told of: as a trace, as a root, or as both. Read when the interaction settles. */
export interface RunStep extends RootSource {
  /** What LangChain was given, as `getInput` sees it. */
  readonly rawInput: unknown;
  /** What came out, as `getOutput` sees it; undefined when it did not complete. */
  readonly rawOutput: unknown;
  /** Chains become no trace. */
  readonly trace: TraceSource | undefined;
  readonly isModelCall: boolean;
}

export interface RootChoices {
  readonly getInput?: ((rootInput: unknown) => string | undefined) | undefined;
  readonly getOutput?: ((rootOutput: unknown) => string | undefined) | undefined;
}

/** The step as the root of a turn: the user's own choices first, then what its shape tells. */
export function createRootSource(step: RunStep, tree: RunTree, logger: PacedLogger): RootSource {
  return {
    // A model that does not listen to its signal leaves nobody to tell of the abort.
    endIfLeft() {
      if (readProperty(tree.signal, "aborted") === true) tree.interaction.endLeft(() => tree.cut("cancelled"));
    },
    input() {
      const { getInput } = tree.choices;
      return (getInput && ask("getInput", getInput, step.rawInput, logger)) ?? step.input();
    },
    output() {
      // A stream that was cut short: what its consumer had been given by then.
      if (step.rawOutput === undefined) return tree.streamedText?.() ?? step.output();
      const { getOutput } = tree.choices;
      return (getOutput && ask("getOutput", getOutput, step.rawOutput, logger)) ?? step.output();
    },
  };
}

function ask(
  name: string,
  choose: (value: unknown) => string | undefined,
  value: unknown,
  logger: PacedLogger,
): string | undefined {
  const warn = (problem: string): void => logger.warn(name, `${name} ${problem}; the default choice is taken`);
  try {
    const text: unknown = choose(value);
    if (typeof text === "string" || text === undefined || text === null) return text ?? undefined;
    warn("must return a string or undefined");
  } catch {
    // The user's own function failed on this value; the default choice is as good as without it.
    warn("threw");
  }
  return undefined;
}
