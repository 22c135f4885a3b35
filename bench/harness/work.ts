// What the measuring process and the processes it starts say to each other.

/** What a work is told. */
export interface WorkSettings {
  readonly sinkUrl: string;
  /** Measured runs. */
  readonly runs: number;
  /** Runs before the measuring, so that code is compiled and connections are open. */
  readonly warmUpRuns: number;
  /** A work's own size: chunks, steps, messages. */
  readonly size?: number;
  /** Leaves out the passes for the delay of the loop and the time to the first chunk. */
  readonly isCpuOnly?: boolean;
  /** Measures what the subject adds by turns within one process, with it and without. */
  readonly isPaired?: boolean;
}

/** What a work found, by name; `runs` counts all runs, the warm-up included, numbered from 0. */
export type Figures = Readonly<Record<string, number>>;

/** A module of bench/work that is run in a process of its own. */
export interface Work {
  measure(subjectUrl: string, settings: WorkSettings): Promise<Figures>;
}

/** Stands in the user's words of a run, so that the sink can tell whether they arrived. */
export function questionMark(run: number): string {
  return `question-${String(run).padStart(6, "0")}`;
}

/** Stands in the answer to the same run. */
export function answerMark(run: number): string {
  return `answer-${String(run).padStart(6, "0")}`;
}

/** Finds the run that a text asks about. */
export function runOf(text: string): number {
  return Number(/question-(\d{6})/.exec(text)?.[1] ?? 0);
}
