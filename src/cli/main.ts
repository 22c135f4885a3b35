#!/usr/bin/env node
// The command `nebuly`: finds the subcommand and runs it. Each subcommand is a file of its own, loaded when it is called.

import { parseArgs } from "node:util";
import type { Command } from "./command.ts";

/** Subcommands by name; a new one needs a line here and its file. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import("./dev.ts")).devCommand,
};

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const load = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  if (load === undefined) {
    const isAsked = name === "--help" || name === "-h" || name === "help";
    await printUsage(isAsked ? console.log : console.error);
    return isAsked ? 0 : 2;
  }
  const command = await load();
  try {
    const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
    if (values.help === true) {
      console.log(command.usage);
      return 0;
    }
    return await command.run({ values, positionals });
  } catch (error) {
    // A wrong option, a port that is taken, a database that does not open: one line says it all.
    console.error(`nebuly ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function printUsage(print: (line: string) => void): Promise<void> {
  print("Usage: nebuly <command> [options]\n");
  for (const load of Object.values(commands)) {
    const { usage } = await load();
    print(`  ${usage.split("\n", 1)[0]}`);
  }
}
