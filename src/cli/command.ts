// What a subcommand of `nebuly` is, and how it reads its options.

import type { ParseArgsConfig } from "node:util";
import type { Terminal } from "./terminal.ts";

export interface CommandArguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  /** First line: how it is called, and what for. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Returns the exit code. What it throws is printed as one line. */
  run(given: CommandArguments, terminal: Terminal): Promise<number>;
}

/** The command was called in a way that it does not understand: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The text of an option; undefined when it was not given. */
export function textOption(given: CommandArguments, name: string): string | undefined {
  const value = given.values[name];
  return typeof value === "string" ? value : undefined;
}

/** The texts of an option that may be given several times. */
export function textOptions(given: CommandArguments, name: string): readonly string[] {
  const value = given.values[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** Whether an option without a value was given. */
export function isOn(given: CommandArguments, name: string): boolean {
  return given.values[name] === true;
}

/** A whole number of at least `min`; the default when it was not given. Throws `UsageError` when it is none. */
export function numberOption(
  given: CommandArguments,
  name: string,
  limits: { readonly min: number; readonly default: number },
): number {
  const text = textOption(given, name);
  if (text === undefined) return limits.default;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= limits.min && Number.isSafeInteger(value)) return value;
  throw new UsageError(`--${name} must be a whole number from ${limits.min} on`);
}

/** For a command that takes options only. Throws `UsageError` when it was given anything else. */
export function refusePositionals(given: CommandArguments, command: string): void {
  const [first] = given.positionals;
  if (first !== undefined) throw new UsageError(`${command} takes no argument, and “${first}” is one`);
}

/** The one argument of a command that takes exactly one. Throws `UsageError` otherwise. */
export function onlyPositional(given: CommandArguments, what: string): string {
  const [only, ...more] = given.positionals;
  if (only === undefined || only === "") throw new UsageError(`${what} is missing`);
  if (more.length > 0) throw new UsageError(`one ${what} at a time: “${more[0]}” is too much`);
  return only;
}
