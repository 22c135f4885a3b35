// The command line in this process: what it prints and how it ends.

import { runCli } from "../../src/cli/run-cli.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestTerminal extends Terminal {
  readonly printed: { stdout: string; stderr: string };
  /** Ctrl+C. */
  interrupt(): void;
}

export function createTerminal(): TestTerminal {
  const interrupted = new AbortController();
  const printed = { stdout: "", stderr: "" };
  return {
    printed,
    interrupt: () => interrupted.abort(),
    async write(text) {
      printed.stdout += text;
    },
    tell(line) {
      printed.stderr += `${line}\n`;
    },
    showProgress: () => {},
    style: (_style, text) => text,
    columns: 80,
    signal: interrupted.signal,
  };
}

export async function runNebuly(...parameters: readonly string[]): Promise<Ended> {
  const terminal = createTerminal();
  const code = await runCli(parameters, terminal);
  return { code, ...terminal.printed };
}
