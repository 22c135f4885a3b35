// Where a command writes: results to standard output, everything else to standard error, colour only where a person looks.

import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Writes a result; resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** Says something to the person: progress, warnings, errors. */
  tell(line: string): void;
  /** Shows a line that the next one replaces; does nothing where nobody looks. */
  showProgress(line: string): void;
  style(style: Style, text: string): string;
  /** Characters on a line. */
  readonly columns: number;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** The process's own terminal. */
export function processTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr } = process;
  // A reader that has seen enough, such as `head`, closes the pipe: that is no error.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  let isProgressShown = false;
  const clearProgress = (): void => {
    if (isProgressShown) stderr.write("\r\u001b[K");
    isProgressShown = false;
  };
  return {
    write(text) {
      clearProgress();
      if (stdout.write(text)) return Promise.resolve();
      return new Promise((resolve) => stdout.once("drain", resolve));
    },
    tell(line) {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    showProgress(line) {
      if (!stderr.isTTY) return;
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns || 80) - 1)}`);
      isProgressShown = true;
    },
    style: (style, text) => styleText(style, text, { stream: stdout }),
    columns: stdout.columns || 100,
    signal,
  };
}
