// Interleaved rounds: every subject once a round, one process at a time, and what the sink got from it.

import type { Subject } from "../subjects.ts";
import { runChild } from "./run-child.ts";
import type { Sink } from "./sink.ts";
import { median } from "./statistics.ts";
import { answerMark, type Figures, questionMark } from "./work.ts";

export interface BenchContext {
  /** Folder that the measured processes run in. */
  readonly directory: string;
  readonly sink: Sink;
  readonly rounds: number;
  /** Says what is going on. */
  readonly tell: (text: string) => void;
}

export interface RoundsOptions {
  /** Module of bench/work, without its ending. */
  readonly work: string;
  readonly subjects: readonly Subject[];
  readonly runs: number;
  readonly warmUpRuns: number;
  readonly size?: number;
  readonly isCpuOnly?: boolean;
  readonly isPaired?: boolean;
  readonly nodeOptions?: readonly string[];
  /** Whether every run must have reached the sink; not so where runs are left unfinished. */
  readonly isDelivered?: boolean;
}

/** One subject's figures: round by round, with `requests` and `bytes` per run and `missing` in all added to the work's own. */
export interface Measured {
  readonly subject: Subject;
  readonly rounds: readonly Figures[];
}

export async function measureRounds(context: BenchContext, options: RoundsOptions): Promise<readonly Measured[]> {
  const found = new Map<Subject, Figures[]>(options.subjects.map((subject) => [subject, []]));
  for (let round = 1; round <= context.rounds; round += 1) {
    for (const [subject, figures] of found) {
      context.tell(`${options.work}, round ${round} of ${context.rounds}: ${subject.label}`);
      figures.push(await measureOnce(context, options, subject));
    }
  }
  return [...found].map(([subject, rounds]) => ({ subject, rounds }));
}

async function measureOnce(context: BenchContext, options: RoundsOptions, subject: Subject): Promise<Figures> {
  const { sink, directory } = context;
  const {
    work,
    runs,
    warmUpRuns,
    size,
    isCpuOnly = false,
    isPaired = false,
    nodeOptions,
    isDelivered = true,
  } = options;
  await sink.reset();
  const figures = await runChild({
    directory,
    work: `bench/work/${work}.ts`,
    subject: `bench/${subject.module}`,
    settings: { sinkUrl: sink.url, runs, warmUpRuns, isCpuOnly, isPaired, ...(size !== undefined && { size }) },
    ...(subject.environment !== undefined && { environment: subject.environment(sink.url) }),
    ...(nodeOptions !== undefined && { nodeOptions }),
  });
  const allRuns = figures.runs ?? 0;
  const sends = isDelivered && (subject.role === "own" || subject.role === "peer");
  const marks = Array.from({ length: sends ? allRuns : 0 }, (_, run) => [questionMark(run), answerMark(run)]).flat();
  const { requests, bytes, missing } = await sink.report(marks);
  return { ...figures, requests: requests / allRuns, bytes: bytes / allRuns, missing };
}

/** The median of a figure over the rounds. */
export function medianOf(measured: Measured, name: string): number {
  return median(measured.rounds.map((figures) => figures[name] ?? Number.NaN));
}

/** The median, over the rounds, of what a subject adds to the baseline of the same round. */
export function addedTo(baseline: Measured, measured: Measured, name: string): number {
  return median(
    measured.rounds.map(
      (figures, round) => (figures[name] ?? Number.NaN) - (baseline.rounds[round]?.[name] ?? Number.NaN),
    ),
  );
}

export function withRole(all: readonly Measured[], role: Subject["role"]): Measured {
  const found = all.find(({ subject }) => subject.role === role);
  if (found === undefined) throw new Error(`no subject in the role ${role}`);
  return found;
}

/** The least that any peer adds. */
export function leastAddedByPeers(all: readonly Measured[], name: string): number {
  const baseline = withRole(all, "baseline");
  const peers = all.filter(({ subject }) => subject.role === "peer");
  return Math.min(...peers.map((peer) => addedTo(baseline, peer, name)));
}
