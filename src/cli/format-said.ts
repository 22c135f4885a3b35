// What was asked and what was answered, whole, on the width of the terminal.

import { inertText } from "./inert-text.ts";
import type { Terminal } from "./terminal.ts";
import { indentText } from "./wrap-text.ts";

export interface Said {
  readonly input?: string | null;
  readonly output?: string | null;
}

export function formatSaid({ input, output }: Said, terminal: Terminal): string {
  const question = input == null ? "(content hidden)" : inertText(input);
  const answer = output == null ? "(content hidden)" : inertText(output) || "(no answer)";
  return [
    indentText(question, { first: `${terminal.style("cyan", "›")} `, indent: 2, columns: terminal.columns }),
    indentText(answer, { first: `${terminal.style("green", "‹")} `, indent: 2, columns: terminal.columns }),
  ].join("");
}
