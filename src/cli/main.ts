#!/usr/bin/env node
// The command `nebuly`: the process around it. What it does is in run-cli.ts.

import { runCli } from "./run-cli.ts";
import { processTerminal } from "./terminal.ts";

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());

process.exitCode = await runCli(process.argv.slice(2), processTerminal(interrupted.signal));
