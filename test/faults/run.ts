// `npm run test:faults`: every scenario in a process of its own, as one table. `npm run test:faults -- 429` runs those whose
// name contains the text.

import { runScenario, type ScenarioResult } from "./run-scenario.ts";
import { scenarios } from "./scenarios.ts";

/** Most of each scenario is waiting; more at once would measure the machine instead of the client. */
const atOnce = 2;

const [filter = ""] = process.argv.slice(2);
const wanted = scenarios.filter((scenario) => scenario.name.includes(filter));
const results: (ScenarioResult | undefined)[] = wanted.map(() => undefined);
let next = 0;

async function work(): Promise<void> {
  for (let index = next++; index < wanted.length; index = next++) {
    const scenario = wanted[index];
    if (scenario !== undefined) results[index] = await runScenario(scenario);
  }
}

await Promise.all(Array.from({ length: atOnce }, work));

const header = [
  "fault",
  "offered",
  "delivered",
  "twice",
  "dropped",
  "pending",
  "requests",
  "recovery ms",
  "exit ms",
  "",
];
const rows = results
  .filter((result) => result !== undefined)
  .map((result) => [
    result.name,
    String(result.offered),
    String(result.delivered),
    String(result.duplicated),
    Object.entries(result.dropped)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(", ") || "0",
    String(result.pending),
    String(result.requests),
    result.recoveryMs === undefined ? "" : result.recoveryMs.toFixed(0),
    result.exitMs.toFixed(0),
    result.problems.length === 0 ? "ok" : `FAILED: ${result.problems.join("; ")}`,
  ]);
const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
for (const row of [header, ...rows]) {
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const failed = rows.filter((row) => row.at(-1) !== "ok").length;
console.log(`\n${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
