// Finds the subcommand and runs it. Each is a file of its own, loaded when it is called.

import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { NebulyApiError } from "../errors/nebuly-api-error.ts";
import { NebulyConnectionError } from "../errors/nebuly-connection-error.ts";
import { type Command, UsageError } from "./command.ts";
import { describeEndpoint } from "./connect.ts";
import { inertLine } from "./inert-text.ts";
import type { Terminal } from "./terminal.ts";
import { fitUsage } from "./usage-text.ts";

/** Subcommands by name; a new one needs a line here and its file. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import("./dev.ts")).devCommand,
  interactions: async () => (await import("./interactions.ts")).interactionsCommand,
  interaction: async () => (await import("./interaction.ts")).interactionCommand,
  conversation: async () => (await import("./conversation.ts")).conversationCommand,
  stats: async () => (await import("./stats.ts")).statsCommand,
  export: async () => (await import("./export.ts")).exportCommand,
  send: async () => (await import("./send.ts")).sendCommand,
};

const wrongUsage = 2;
const wasInterrupted = 130;

/** Runs the command line; returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function runCli(parameters: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = parameters;
  if (first === "--version" || first === "-v") {
    await terminal.write(`${readVersion()}\n`);
    return 0;
  }
  const isHelp = first === "help" || first === "--help" || first === "-h";
  const name = isHelp ? rest[0] : first;
  const load = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  if (load === undefined) {
    if (isHelp && name === undefined) {
      await terminal.write(await describeAll(terminal.columns));
      return 0;
    }
    if (name !== undefined) terminal.tell(`nebuly: there is no command “${inertLine(name)}”`);
    terminal.tell((await describeAll(terminal.columns)).trimEnd());
    return wrongUsage;
  }
  const command = await load();
  if (isHelp) {
    await terminal.write(`${fitUsage(command.usage, terminal.columns)}\n`);
    return 0;
  }
  try {
    return await run(command, rest, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return wasInterrupted;
    // A wrong option, a platform that does not answer, a file that is not there: one line says it all.
    terminal.tell(`nebuly ${name}: ${describeError(error, name ?? "")}`);
    if (!(error instanceof UsageError)) return 1;
    terminal.tell(`nebuly ${name} --help shows its options.`);
    return wrongUsage;
  }
}

async function run(command: Command, parameters: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(command, parameters);
  if (values.help === true) {
    await terminal.write(`${fitUsage(command.usage, terminal.columns)}\n`);
    return 0;
  }
  try {
    return await command.run({ values, positionals }, terminal);
  } catch (error) {
    if (!NebulyConnectionError.isInstance(error)) throw error;
    // Which path could not be reached says little; where it was looked for says what to mend.
    const problem = error.message.slice(error.requestPath.length + ": ".length);
    const where = describeEndpoint({ values, positionals });
    throw new Error(`${problem} (${where}). Is the address right? nebuly dev starts a platform on this machine.`);
  }
}

function parse({ options }: Command, parameters: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...parameters], options, allowPositionals: true });
  } catch (cause) {
    // An option that is not known, or lacks its value.
    throw new UsageError(cause instanceof Error ? (cause.message.split(". ", 1)[0] ?? "") : String(cause), { cause });
  }
}

async function describeAll(columns: number): Promise<string> {
  const usages = await Promise.all(Object.values(commands).map(async (load) => (await load()).usage));
  const lines = usages.map((usage) => fitUsage(`  ${usage.split("\n", 1)[0]}`, columns));
  return `Usage: nebuly <command> [options]\n\n${lines.join("\n")}\n\nnebuly help <command> shows its options and examples.\n`;
}

function readVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("nebuly/package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}

function describeError(error: unknown, command: string): string {
  if (NebulyApiError.isInstance(error) && error.status === 401) {
    return "the platform refuses the key: set NEBULY_API_KEY to the project's secret key.";
  }
  if (NebulyApiError.isInstance(error) && error.status === 404) {
    return `there is no such ${command} on this platform.`;
  }
  if (isMissingFile(error)) return `there is no file “${inertLine(error.path)}”.`;
  return inertLine(error instanceof Error ? error.message : String(error));
}

function isMissingFile(error: unknown): error is Error & { readonly path: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ENOENT" &&
    "path" in error &&
    typeof error.path === "string"
  );
}
