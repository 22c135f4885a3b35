// Section: what observing LangChain costs.

import type { Check, SectionReport } from "../harness/report.ts";
import {
  addedTo,
  type BenchContext,
  leastAddedByPeers,
  type Measured,
  measureRounds,
  medianOf,
  withRole,
} from "../harness/rounds.ts";
import { formatTable } from "../harness/table.ts";
import { langchainSubjects } from "../subjects.ts";

const works = [
  { title: "RAG chain, `invoke`", work: "rag-invoke", runs: 1_000, warmUpRuns: 1_500 },
  { title: "RAG chain, `stream`", work: "rag-stream", runs: 400, warmUpRuns: 400 },
  { title: "Agent of ten tool calls", work: "tool-agent", runs: 100, warmUpRuns: 50 },
];

export async function measureLangchain(context: BenchContext): Promise<SectionReport> {
  const tables: string[] = [];
  const checks: Check[] = [];
  for (const { title, ...options } of works) {
    const all = await measureRounds(context, { ...options, subjects: langchainSubjects });
    tables.push(`**${title}**\n\n${toTable(all)}`);
    if (options.work === "rag-invoke") checks.push(checkCpu(all), checkMemory(all));
  }
  return { title: "LangChain", tables, checks };
}

export function toTable(all: readonly Measured[]): string {
  const baseline = withRole(all, "baseline");
  const headings = [
    "",
    "CPU, µs a run",
    "added",
    "loop delay p99, ms",
    "peak RSS, MB",
    "added",
    "requests a run",
    "kB a run",
    "missing",
  ];
  const rows = all.map((measured) => [
    measured.subject.label,
    medianOf(measured, "cpuUs"),
    addedTo(baseline, measured, "cpuUs"),
    medianOf(measured, "loopDelayMs"),
    medianOf(measured, "peakRssMb"),
    addedTo(baseline, measured, "peakRssMb"),
    medianOf(measured, "requests"),
    medianOf(measured, "bytes") / 1_000,
    medianOf(measured, "missing"),
  ]);
  return formatTable(headings, rows);
}

function checkCpu(all: readonly Measured[]): Check {
  const own = addedTo(withRole(all, "baseline"), withRole(all, "own"), "cpuUs");
  const best = leastAddedByPeers(all, "cpuUs");
  return {
    figure: "RAG `invoke`, added CPU",
    wanted: "a quarter of the best peer's at most",
    measured: `${Math.round(own)} µs of ${Math.round(best)} µs: ${(own / best).toFixed(2)}`,
    isReached: own <= best / 4,
  };
}

function checkMemory(all: readonly Measured[]): Check {
  const own = addedTo(withRole(all, "baseline"), withRole(all, "own"), "peakRssMb");
  const best = leastAddedByPeers(all, "peakRssMb");
  return {
    figure: "RAG `invoke`, added peak RSS",
    wanted: "a fifth of the best peer's at most",
    measured: `${own.toFixed(1)} MB of ${best.toFixed(1)} MB: ${(own / best).toFixed(2)}`,
    isReached: own <= best / 5,
  };
}
