// Section: what observing the AI SDK costs.

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
import { aiSubjects } from "../subjects.ts";
import { toTable } from "./langchain.ts";

const chunks = 2_000;

export async function measureAiSdk(context: BenchContext): Promise<SectionReport> {
  const stream = await measureRounds(context, {
    work: "ai-stream",
    subjects: aiSubjects,
    runs: 30,
    warmUpRuns: 15,
    size: chunks,
  });
  const tools = await measureRounds(context, { work: "ai-tools", subjects: aiSubjects, runs: 400, warmUpRuns: 200 });
  const open = await measureRounds(context, {
    work: "ai-open-streams",
    subjects: aiSubjects,
    runs: 1_000,
    warmUpRuns: 50,
    nodeOptions: ["--expose-gc"],
  });
  return {
    title: "AI SDK 7",
    tables: [
      `**streamText with ${chunks.toLocaleString("en-US")} chunks**\n\n${toStreamTable(stream)}`,
      `**A loop of three steps with a tool**\n\n${toTable(tools)}`,
      `**1,000 open streams**\n\n${toMemoryTable(open)}`,
    ],
    checks: [checkChunk(stream), checkPeers(stream), checkFirstChunk(stream)],
  };
}

function toStreamTable(all: readonly Measured[]): string {
  const baseline = withRole(all, "baseline");
  const headings = [
    "",
    "CPU, µs a chunk",
    "added",
    "first chunk, µs",
    "added",
    "requests a run",
    "kB a run",
    "missing",
  ];
  const rows = all.map((measured) => [
    measured.subject.label,
    medianOf(measured, "cpuUs") / chunks,
    addedTo(baseline, measured, "cpuUs") / chunks,
    medianOf(measured, "firstChunkUs"),
    addedTo(baseline, measured, "firstChunkUs"),
    medianOf(measured, "requests"),
    medianOf(measured, "bytes") / 1_000,
    medianOf(measured, "missing"),
  ]);
  return formatTable(headings, rows);
}

function toMemoryTable(all: readonly Measured[]): string {
  const baseline = withRole(all, "baseline");
  const rows = all.map((measured) => [
    measured.subject.label,
    medianOf(measured, "bytesPerStream") / 1_000,
    addedTo(baseline, measured, "bytesPerStream") / 1_000,
  ]);
  return formatTable(["", "kB a stream", "added"], rows);
}

function checkChunk(all: readonly Measured[]): Check {
  const own = addedTo(withRole(all, "baseline"), withRole(all, "own"), "cpuUs") / chunks;
  return {
    figure: "streamText, added CPU a chunk",
    wanted: "under 1 µs",
    measured: `${own.toFixed(2)} µs`,
    isReached: own < 1,
  };
}

function checkPeers(all: readonly Measured[]): Check {
  const own = addedTo(withRole(all, "baseline"), withRole(all, "own"), "cpuUs") / chunks;
  const best = leastAddedByPeers(all, "cpuUs") / chunks;
  return {
    figure: "streamText, added CPU beside the best peer's",
    wanted: "a quarter at most",
    measured: `${own.toFixed(2)} µs of ${best.toFixed(2)} µs a chunk`,
    isReached: own <= best / 4,
  };
}

/** A difference within the spread of the bare model's own rounds is none that can be measured. */
function checkFirstChunk(all: readonly Measured[]): Check {
  const baseline = withRole(all, "baseline");
  const own = addedTo(baseline, withRole(all, "own"), "firstChunkUs");
  const bare = baseline.rounds.map(({ firstChunkUs }) => firstChunkUs ?? Number.NaN);
  const spread = Math.max(...bare) - Math.min(...bare);
  return {
    figure: "streamText, added time to the first chunk",
    wanted: "not measurable: within the spread of the bare rounds",
    measured: `${Math.round(own)} µs, spread ${Math.round(spread)} µs`,
    isReached: own <= spread,
  };
}
