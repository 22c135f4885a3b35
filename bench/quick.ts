// `npm run bench:quick`: this package beside the bare work, no peers, in under a minute. Fails only when a ratio is three
// times the recorded one, in the median of three rounds; `--record` writes the ratios down.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Measured, measureRounds, withRole } from "./harness/rounds.ts";
import { startSink } from "./harness/sink.ts";
import { median } from "./harness/statistics.ts";
import { formatTable } from "./harness/table.ts";
import { aiSubjects, langchainSubjects, type Subject, senderSubjects } from "./subjects.ts";

/** Noise on a shared machine stays below this; a gross regression does not. */
const tolerated = 3;
/** One is enough to see that all is well; what looks amiss, and what is written down, is measured by more. */
const thoroughRounds = 3;

const works: readonly {
  readonly work: string;
  readonly subjects: readonly Subject[];
  readonly runs: number;
  readonly warmUpRuns: number;
  readonly size?: number;
}[] = [
  { work: "rag-invoke", subjects: langchainSubjects, runs: 400, warmUpRuns: 200 },
  { work: "rag-stream", subjects: langchainSubjects, runs: 200, warmUpRuns: 100 },
  { work: "tool-agent", subjects: langchainSubjects, runs: 30, warmUpRuns: 20 },
  { work: "ai-stream", subjects: aiSubjects, runs: 20, warmUpRuns: 10, size: 1_000 },
  { work: "ai-tools", subjects: aiSubjects, runs: 200, warmUpRuns: 100 },
  { work: "send-events", subjects: senderSubjects, runs: 2_000, warmUpRuns: 1_000 },
];

const recordUrl = new URL("recorded-ratios.json", import.meta.url);
const recorded = z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(recordUrl, "utf8")));
const { values } = parseArgs({ options: { record: { type: "boolean", default: false } } });

const directory = fileURLToPath(new URL("..", import.meta.url));
const sink = await startSink();
const ratios: Record<string, number> = {};
let missing = 0;
try {
  for (const work of works) {
    const seen = await measureWork(work, values.record ? thoroughRounds : 1);
    const isAmiss = Object.entries(seen).some(isRegressed);
    Object.assign(ratios, isAmiss ? await measureWork(work, thoroughRounds) : seen);
  }
} finally {
  sink.close();
}

const rows = Object.entries(ratios).map(([name, ratio]) => [name, ratio, recorded[name] ?? "-"]);
console.log(formatTable(["CPU beside the bare work", "ratio", "recorded"], rows));
if (values.record) {
  const rounded = Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toFixed(2))]);
  writeFileSync(recordUrl, `${JSON.stringify(Object.fromEntries(rounded), undefined, 2)}\n`);
}
const regressed = Object.entries(ratios).filter(isRegressed);
for (const [name] of regressed) console.error(`${name}: more than ${tolerated} times the recorded ratio`);
if (missing > 0) console.error(`${missing} questions or answers did not reach the sink`);
if (!values.record && (regressed.length > 0 || missing > 0)) process.exitCode = 1;

function isRegressed([name, ratio]: readonly [string, number]): boolean {
  return ratio > (recorded[name] ?? Infinity) * tolerated;
}

/** The ratio of each of our subjects; what did not reach the sink is added to `missing`. */
async function measureWork(work: (typeof works)[number], rounds: number): Promise<Record<string, number>> {
  const { subjects, ...options } = work;
  const chosen = subjects.filter(({ role }) => role === "baseline" || role === "own");
  const tell = (text: string): void => console.error(`  ${text}`);
  const all = await measureRounds({ directory, sink, rounds, tell }, { ...options, subjects: chosen, isCpuOnly: true });
  const own = all.filter(({ subject }) => subject.role === "own");
  for (const { rounds: figures } of own) missing += figures.reduce((sum, figure) => sum + (figure.missing ?? 0), 0);
  const baseline = withRole(all, "baseline");
  return Object.fromEntries(
    own.map((measured) => [`${options.work}, ${measured.subject.label}`, ratioOf(measured, baseline)]),
  );
}

/** The median over the rounds of the CPU with this package over the CPU without it. */
function ratioOf(own: Measured, baseline: Measured): number {
  return median(
    own.rounds.map(({ cpuUs = Number.NaN }, round) => cpuUs / (baseline.rounds[round]?.cpuUs ?? Number.NaN)),
  );
}
