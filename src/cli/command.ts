// What a subcommand of `nebuly` is.

import type { ParseArgsConfig } from "node:util";

export interface CommandArguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  /** First line: how it is called, and what for. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Returns the exit code. What it throws is printed as one line. */
  run(given: CommandArguments): Promise<number>;
}

/** The text of an option; undefined when it was not given. */
export function textOption(given: CommandArguments, name: string): string | undefined {
  const value = given.values[name];
  return typeof value === "string" ? value : undefined;
}
