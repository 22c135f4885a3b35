// The open runs of one capture: who belongs to whom, and what each becomes. One book per capture, however many handlers
// and copies of the package there are. What a run's data means is in the *-step.ts and choose-*.ts files.

import type { Capture } from "../capture/capture.ts";
import { type InteractionOptions, readInteractionOptions } from "../capture/interaction-options.ts";
import type { InteractionStatus, OpenTrace } from "../capture/open-interaction.ts";
import { currentScope, enterScope } from "../capture/scope.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { readProperty } from "./read-value.ts";
import { createRootSource, type RootChoices, type RunStep } from "./run-step.ts";
import { joinableScope, RunTree } from "./run-tree.ts";

/** What every start callback tells. */
export interface RunStart {
  /** The handler that tells; of several on one run the first counts. */
  readonly handler: object;
  readonly makerOptions: InteractionOptions;
  readonly choices: RootChoices;
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly metadata: unknown;
}

export interface Run {
  readonly handler: object;
  readonly tree: RunTree;
  readonly isRoot: boolean;
  readonly step: RunStep | undefined;
  readonly trace: OpenTrace | undefined;
  hasEnded: boolean;
}

/** The book of a capture. */
export function runBookOf(capture: Capture): RunBook {
  const books = globalSingleton("langchain-run-books-1", () => new WeakMap<Capture, RunBook>());
  let book = books.get(capture);
  if (book === undefined) {
    book = new RunBook(capture);
    books.set(capture, book);
  }
  return book;
}

export class RunBook {
  readonly #capture: Capture;
  readonly #runs = new Map<string, Run>();

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Runs that are known: open ones, and ended ones of interactions that are still open. */
  get size(): number {
    return this.#runs.size;
  }

  /** Takes the start of a run. `createStep` is asked for what is to be told of it; wrappers tell only when they are roots. */
  start(start: RunStart, createStep: (tree: RunTree, isRoot: boolean) => RunStep | undefined): void {
    const known = this.#runs.get(start.runId);
    if (known !== undefined && !known.hasEnded) {
      // Another handler of this client, or the same one met twice, tells of the same run.
      if (known.isRoot) known.tree.interaction.addOptions("maker", start.makerOptions);
      return;
    }
    const parent = start.parentRunId === undefined ? undefined : this.#runs.get(start.parentRunId);
    const tree = parent?.tree ?? this.#joinOrOpen(start);
    const isRoot = tree.runIds.length === 0;
    const step = createStep(tree, isRoot);
    const trace = step?.trace;
    this.#runs.set(start.runId, {
      handler: start.handler,
      tree,
      isRoot,
      step,
      trace:
        trace === undefined
          ? undefined
          : tree.interaction.startTrace(trace, { isModelCall: step?.isModelCall === true }),
      hasEnded: false,
    });
    tree.runIds.push(start.runId);
    // Below a step of another framework it is one more step of that turn, not a turn of its own.
    if (isRoot && step !== undefined && tree.outer?.origin !== "ai-sdk") {
      tree.root = tree.interaction.startRoot(createRootSource(step, start.choices, this.#capture.logger));
    }
    if (currentScope() !== tree.scope) enterScope(tree.scope);
  }

  /** The open run that this handler was the first to tell of. */
  find(handler: object, runId: string): Run | undefined {
    const run = this.#runs.get(runId);
    return run === undefined || run.hasEnded || run.handler !== handler ? undefined : run;
  }

  /** Ends a run; the root's end ends its tree. */
  end(run: Run, status: InteractionStatus): void {
    run.hasEnded = true;
    run.trace?.end();
    if (!run.isRoot) return;
    run.tree.hasEnded = true;
    run.tree.root?.end(status === "completed" && run.tree.wasInterrupted ? "interrupted" : status);
  }

  #joinOrOpen(start: RunStart): RunTree {
    const scope = joinableScope(this.#capture.currentScope());
    if (scope?.step instanceof RunTree) return scope.step;
    const interaction = scope?.interaction ?? this.#capture.open();
    const tree = new RunTree(interaction, scope);
    interaction.addOptions("maker", start.makerOptions);
    interaction.addOptions("call", this.#callOptions(start.metadata));
    interaction.addOptions("fallback", conversationOf(start.metadata));
    interaction.onSettle(() => this.#forget(tree));
    return tree;
  }

  #callOptions(metadata: unknown): InteractionOptions | undefined {
    const given = readProperty(metadata, "nebuly");
    if (given === undefined || given === null) return undefined;
    return readInteractionOptions(given, (problem) =>
      this.#capture.logger.warn("metadata.nebuly", `metadata.nebuly: ${problem.message}`),
    );
  }

  #forget(tree: RunTree): void {
    for (const runId of tree.runIds) this.#runs.delete(runId);
    tree.runIds.length = 0;
    tree.messages = new Map();
  }
}

/** LangGraph's thread, else the session of RunnableWithMessageHistory. */
function conversationOf(metadata: unknown): InteractionOptions | undefined {
  const id = readProperty(metadata, "thread_id") ?? readProperty(metadata, "sessionId");
  if (typeof id === "number") return { conversationId: String(id) };
  return typeof id === "string" && id !== "" ? { conversationId: id } : undefined;
}
