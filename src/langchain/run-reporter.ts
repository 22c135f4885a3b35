// What one handler tells the book of its client: which runs start, live and end. What a run does is in its step; whose
// turn it belongs to is the book's business.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus } from "../capture/open-interaction.ts";
import { captureFor } from "../capture-for.ts";
import { type InteractionOptions, pickInteractionOptions } from "../settings/interaction-options.ts";
import { runStatus } from "./error-status.ts";
import type { CallbackHandlerOptions } from "./handler-options.ts";
import { linkPulledStream, noteAbortedTree } from "./pulled-stream.ts";
import { type Run, type RunBook, runBookOf } from "./run-book.ts";
import type { RunStep } from "./run-step.ts";
import type { RunTree } from "./run-tree.ts";

/** Which run a start callback tells of. */
export interface RunOrigin {
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly metadata: unknown;
  /** It is made of other runs and runs no code of its own. */
  readonly isComposed?: boolean;
}

export class RunReporter {
  readonly #handler: object;
  readonly #options: CallbackHandlerOptions;
  readonly #makerOptions: InteractionOptions;
  /** Where the client's runs are kept, once it was asked for. */
  #known: RunBook | undefined;

  constructor(handler: object, options: CallbackHandlerOptions) {
    this.#handler = handler;
    this.#options = { ...options };
    this.#makerOptions = Object.freeze(pickInteractionOptions(options));
  }

  get capture(): Capture | undefined {
    return captureFor(this.#options.client);
  }

  start(origin: RunOrigin, inputs: unknown, createStep: (tree: RunTree, isRoot: boolean) => RunStep | undefined): void {
    this.#book()?.start(
      {
        handler: this.#handler,
        makerOptions: this.#makerOptions,
        choices: this.#options,
        runId: origin.runId,
        parentRunId: origin.parentRunId,
        metadata: origin.metadata,
        isComposed: origin.isComposed === true,
        inputs,
      },
      createStep,
    );
  }

  /** Something was heard of a run. */
  touch(runId: string, take?: (run: Run) => void): void {
    const run = this.#book()?.find(this.#handler, runId);
    if (run === undefined) return;
    run.tree.interaction.touch();
    take?.(run);
    linkPulledStream(run);
  }

  end(runId: string, status: InteractionStatus, take: (step: RunStep | undefined, tree: RunTree) => void): void {
    const book = this.#book();
    const run = book?.find(this.#handler, runId);
    if (run === undefined) return;
    take(run.step, run.tree);
    linkPulledStream(run);
    book?.end(run, status);
  }

  fail(runId: string, error: unknown, take?: (step: RunStep | undefined) => void): void {
    const book = this.#book();
    const run = book?.find(this.#handler, runId);
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
