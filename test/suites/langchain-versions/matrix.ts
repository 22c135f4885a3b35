// Which scenario passed on which version, as a table: read from vitest's own report of each run.

import { readFileSync } from "node:fs";

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const marks: Readonly<Record<string, string>> = { passed: "yes", failed: "NO", skipped: "-", pending: "-", todo: "-" };

export class Matrix {
  readonly #versions: string[] = [];
  /** File and title of a scenario, and its mark on each version. */
  readonly #rows = new Map<string, Map<string, string>>();

  /** Adds a version's report, written by vitest's JSON reporter. */
  add(version: string, reportPath: string): void {
    this.#versions.push(version);
    // Vitest's own format; a report that cannot be read ends the run, as it should.
    const report: Report = JSON.parse(readFileSync(reportPath, "utf8"));
    for (const { name, assertionResults } of report.testResults) {
      const file = name.slice(name.lastIndexOf("/") + 1).replace(".test.ts", "");
      for (const { title, status } of assertionResults) {
        const row = `${file}: ${title}`;
        const found = this.#rows.get(row) ?? new Map<string, string>();
        this.#rows.set(row, found.set(version, marks[status] ?? status));
      }
    }
  }

  /** A Markdown table; `-` where a version lacks what the scenario needs. */
  toString(): string {
    const rows = [...this.#rows].toSorted(([left], [right]) => left.localeCompare(right));
    return [
      `| scenario | ${this.#versions.join(" | ")} |`,
      `| --- |${" :-: |".repeat(this.#versions.length)}`,
      ...rows.map(([row, found]) => `| ${row} | ${this.#versions.map((name) => found.get(name) ?? "-").join(" | ")} |`),
    ].join("\n");
  }
}
