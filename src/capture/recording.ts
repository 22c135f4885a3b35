// What was recorded of one interaction, until it is read: options, texts set by hand, roots, steps, feedback. When it begins,
// ends and settles is in open-interaction.ts.

import { type InteractionOptions, mergeInteractionOptions } from "../settings/interaction-options.ts";
import type { Feedback, Trace } from "../wire/interaction.ts";
import type { OpenRoot } from "./open-root.ts";

/** A call at the top of a turn: a chain run, a generateText. Read once, when the interaction settles. */
export interface RootSource {
  /** What the user wrote, as this root shows it; undefined when it does not show it. */
  input(): string | undefined;
  /** What the user was shown: the empty string when nothing was, undefined when this root gives no answers. */
  output(): string | undefined;
  /** Asked at the idle limit: ends the call with `endLeft` if it is known to be over, though nobody told of its end. */
  endIfLeft?(): void;
}

/** A step of the turn. Read once, when the interaction settles, so it must tell what is known by then. */
export interface TraceSource {
  toTraces(): Trace | readonly Trace[] | undefined;
  /** Asked at the idle limit: ends the step with `endLeft` if nobody waits for it any more. */
  endIfLeft?(): void;
}

/** Where an option was given; the first wins. */
export type OptionsLevel = "call" | "scope" | "maker" | "client" | "fallback";
const levels: readonly OptionsLevel[] = ["call", "scope", "maker", "client", "fallback"];

/** Traces of one interaction; a runaway agent must not grow for ever. */
const maxTraces = 5_000;

interface TraceEntry {
  readonly source: TraceSource;
  /** Counts up with every step of the process that starts. */
  readonly order: number;
}

let startedTraces = 0;

export class Recording {
  readonly #options: { [Level in OptionsLevel]?: InteractionOptions } = {};
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Set by hand; wins over what was captured. */
  manualInput: string | undefined;
  manualOutput: string | undefined;
  readonly feedback: Feedback[] = [];
  roots: OpenRoot[] = [];
  traces: TraceEntry[] = [];
  /** Traces beyond the bound, for the debug log. */
  droppedTraces = 0;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  /** Adds options at a level; what came later at the same level wins. */
  addOptions(level: OptionsLevel, options: InteractionOptions | undefined): void {
    const merged = mergeInteractionOptions(options, this.#options[level]);
    if (merged !== undefined) this.#options[level] = merged;
  }

  /** Adds options at a level where they say what nothing at it says yet. */
  fillOptions(level: OptionsLevel, options: InteractionOptions | undefined): void {
    const merged = mergeInteractionOptions(this.#options[level], options);
    if (merged !== undefined) this.#options[level] = merged;
  }

  /** All options, the most specific first. */
  get options(): InteractionOptions {
    let merged: InteractionOptions | undefined;
    for (const level of levels) merged = mergeInteractionOptions(merged, this.#options[level]);
    return merged ?? {};
  }

  protected recordTrace(source: TraceSource): void {
    startedTraces += 1;
    if (this.traces.length < maxTraces) this.traces.push({ source, order: startedTraces });
    else this.droppedTraces += 1;
  }

  /** Lets go of everything that was recorded, once it has been read. */
  release(): void {
    this.traces = [];
    this.roots = [];
  }

  /** Adds all that an earlier recording holds, in the order in which it began, and leaves that one empty. */
  protected takeOver(earlier: Recording): void {
    this.startedAt = Math.min(this.startedAt, earlier.startedAt);
    const traces = [...earlier.traces, ...this.traces].toSorted((left, right) => left.order - right.order);
    this.traces = traces.slice(0, maxTraces);
    this.droppedTraces += earlier.droppedTraces + Math.max(0, traces.length - maxTraces);
    this.roots.unshift(...earlier.roots);
    this.feedback.unshift(...earlier.feedback);
    for (const level of levels) this.fillOptions(level, earlier.#options[level]);
    earlier.release();
  }
}
