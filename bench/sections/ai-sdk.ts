// Section: what observing the AI SDK costs.

import type { Check, SectionReport } from "../harness/report.ts";
import { addedTo, type BenchContext, type Measured, measureRounds, medianOf, withRole } from "../harness/rounds.ts";
import { formatTable } from "../harness/table.ts";
import { aiSubjects } from "../subjects.ts";
import { toTable } from "./langchain.ts";

const chunks = 2_000;

export async function measureAiSdk(context: BenchContext): Promise<SectionReport> {
  const stream = await measureRounds(context, {
    work: "ai-stream",
    subjects: aiSubjects,
    runs: 80,
    warmUpRuns: 0,
    size: chunks,
    isPaired: true,
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
  const headings = [
    "",
    "added CPU, ns a chunk",
    "least",
    "most",
    "added to the first chunk, µs",
    "least",
    "most",
    "requests a run",
    "kB a run",
    "missing",
  ];
  const rows = all.map((measured) => [
    measured.subject.label,
    ...spreadOf(measured, "addedNsPerChunk"),
    ...spreadOf(measured, "addedFirstChunkUs"),
    medianOf(measured, "requests"),
    medianOf(measured, "bytes") / 1_000,
    medianOf(measured, "missing"),
  ]);
  return formatTable(headings, rows);
}

/** Median, least and most of the rounds. */
function spreadOf(measured: Measured, name: string): [number, number, number] {
  const values = measured.rounds.map((figures) => figures[name] ?? Number.NaN);
  return [medianOf(measured, name), Math.min(...values), Math.max(...values)];
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
  const own = medianOf(withRole(all, "own"), "addedNsPerChunk") / 1_000;
  return {
    figure: "streamText, added CPU a chunk",
    wanted: "under 1 µs",
    measured: `${own.toFixed(2)} µs`,
    isReached: own < 1,
  };
}

function checkPeers(all: readonly Measured[]): Check {
  const own = medianOf(withRole(all, "own"), "addedNsPerChunk") / 1_000;
  const peers = all.filter(({ subject }) => subject.role === "peer");
  const best = Math.min(...peers.map((peer) => medianOf(peer, "addedNsPerChunk"))) / 1_000;
  return {
    figure: "streamText, added CPU beside the best peer's",
    wanted: "a quarter at most",
    measured: `${own.toFixed(2)} µs of ${best.toFixed(2)} µs a chunk`,
    isReached: own <= best / 4,
  };
}

/** What the bare model seems to add to itself is what cannot be measured. */
function checkFirstChunk(all: readonly Measured[]): Check {
  const own = medianOf(withRole(all, "own"), "addedFirstChunkUs");
  const [, least, most] = spreadOf(withRole(all, "baseline"), "addedFirstChunkUs");
  const error = Math.max(Math.abs(least), Math.abs(most));
  return {
    figure: "streamText, added time to the first chunk",
    wanted: "not measurable: no more than the bare model seems to add to itself",
    measured: `${own.toFixed(1)} µs, error ${error.toFixed(1)} µs`,
    isReached: own <= error,
  };
}
