// What one handler tells the book of its client: which runs start, live and end. What a run does is in its step; whose
// turn it belongs to is the book's business.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus } from "../capture/open-interaction.ts";
import { captureFor } from "../capture-for.ts";
import { type InteractionOptions, pickInteractionOptions } from "../settings/interaction-options.ts";
import { runStatus } from "./error-status.ts";
import type { CallbackHandlerOptions } from "./handler-options.ts";
import { linkPulledStream, noteAbortedTree } from "./pulled-stream.ts";
import { type Run, type RunBook, type RunStart, type RunTeller, runBookOf } from "./run-book.ts";
import type { RunStep } from "./run-step.ts";
import type { RunTree } from "./run-tree.ts";

export class RunReporter implements RunTeller {
  readonly choices: CallbackHandlerOptions;
  readonly makerOptions: InteractionOptions;
  /** Where the client's runs are kept, once it was asked for. */
  #known: RunBook | undefined;

  constructor(options: CallbackHandlerOptions) {
    this.choices = { ...options };
    this.makerOptions = Object.freeze(pickInteractionOptions(options));
  }

  get capture(): Capture | undefined {
    return captureFor(this.choices.client);
  }

  start(start: RunStart): void {
    this.#book()?.start(this, start);
  }

  /** Something was heard of a run. */
  touch(runId: string, take?: (run: Run) => void): void {
    const run = this.#book()?.find(this, runId);
    if (run === undefined) return;
    run.tree.interaction.touch();
    take?.(run);
    linkPulledStream(run);
  }

  end(runId: string, status: InteractionStatus, take: (step: RunStep | undefined, tree: RunTree) => void): void {
    const book = this.#book();
    const run = book?.find(this, runId);
    if (run === undefined) return;
    take(run.step, run.tree);
    linkPulledStream(run);
    book?.end(run, status);
  }

  fail(runId: string, error: unknown, take?: (step: RunStep | undefined) => void): void {
    const book = this.#book();
    const run = book?.find(this, runId);
    if (run === undefined) return;
    take?.(run.step);
    const status = runStatus(run, error);
    if (status === "interrupted") run.tree.wasInterrupted = true;
    if (status === "cancelled" && !run.isRoot) noteAbortedTree(run.tree);
    book?.end(run, status);
  }

  /** A graph stopped at a checkpoint. */
  interrupt(runId: string | undefined, checkpointId: string | undefined): void {
    if (runId !== undefined) this.#book()?.treeOf(runId)?.noteInterrupt(checkpointId);
  }

  /** A graph goes on from a checkpoint. */
  resume(runId: string | undefined, checkpointId: string | undefined): void {
    if (runId !== undefined && checkpointId !== undefined) this.#book()?.resume(runId, checkpointId);
  }

  #book(): RunBook | undefined {
    if (this.#known !== undefined) return this.#known;
    const { capture } = this;
    if (capture !== undefined) this.#known = runBookOf(capture);
    return this.#known;
  }
}
