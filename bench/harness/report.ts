// What a section hands back: its tables and which of the figures to reach it saw reached.

/** A figure that this package set itself to reach. */
export interface Check {
  readonly figure: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isReached: boolean;
}

export interface SectionReport {
  readonly title: string;
  /** Markdown. */
  readonly tables: readonly string[];
  readonly checks: readonly Check[];
}
