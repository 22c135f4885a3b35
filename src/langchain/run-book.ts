// The open runs of one capture: who belongs to whom, and which interaction each tree of runs is. One book per capture,
// however many handlers and copies of the package there are. What a run's data means is in the *-step.ts files.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus, OpenTrace } from "../capture/open-interaction.ts";
import { currentScope, enterScope } from "../capture/scope.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { TurnoverMap } from "../runtime/turnover-map.ts";
import { type InteractionOptions, readInteractionOptions } from "../settings/interaction-options.ts";
import { isResume } from "./graph-resume.ts";
import { InterruptedTurns } from "./interrupted-turns.ts";
import { readProperty } from "./read-value.ts";
import { RecentIds } from "./recent-ids.ts";
import { createRootSource, type RootChoices, type RunStep } from "./run-step.ts";
import { isRunTree, joinableScope, RunTree, type TreeOwner } from "./run-tree.ts";
import { linkStartedStream } from "./started-stream.ts";

/** Whoever tells of runs: a handler, with the options that it was made with. */
export interface RunTeller {
  readonly makerOptions: InteractionOptions;
  readonly choices: RootChoices;
}

/** What every start callback tells. */
export interface RunStart {
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly metadata: unknown;
  /** It is made of other runs and runs no code of its own. */
  readonly isComposed?: boolean;
  /** What the run was given; undefined where that cannot tell a resume. */
  readonly inputs?: unknown;
  /** Asked for what is to be told of it; wrappers tell only when they are roots. */
  readonly createStep: (tree: RunTree, isRoot: boolean) => RunStep | undefined;
}

export interface Run {
  readonly book: RunBook;
  /** Of several on one run the first counts. */
  readonly teller: RunTeller;
  readonly tree: RunTree;
  readonly isRoot: boolean;
  readonly isComposed: boolean;
  readonly step: RunStep | undefined;
  readonly trace: OpenTrace | undefined;
  hasEnded: boolean;
  /** The handler stands twice in the run's list, so that every event comes twice. */
  isToldTwice: boolean;
}

/** Ids remembered after their interaction has settled, so that a late child makes no interaction of its own. */
const maxForgotten = 4_096;

let knownBooks: WeakMap<Capture, RunBook> | undefined;

/** The book of a capture. */
export function runBookOf(capture: Capture): RunBook {
  knownBooks ??= globalSingleton("langchain-run-books-1", () => new WeakMap<Capture, RunBook>());
  const books = knownBooks;
  let book = books.get(capture);
  if (book === undefined) {
    book = new RunBook(capture);
    books.set(capture, book);
  }
  return book;
}

export class RunBook implements TreeOwner {
  readonly #capture: Capture;
  readonly #runs = new TurnoverMap<string, Run>();
  readonly #forgotten = new RecentIds(maxForgotten);
  readonly #interrupted = new InterruptedTurns();

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** What is kept at the moment; all zero when no interaction is open. */
  get sizes(): { readonly runs: number; readonly interrupted: number } {
    return { runs: this.#runs.size, interrupted: this.#interrupted.size };
  }

  /** Takes the start of a run. */
  start(teller: RunTeller, start: RunStart): void {
    const known = this.#runs.get(start.runId);
    if (known !== undefined && !known.hasEnded) {
      // Another handler of this client, or the same one met twice, tells of the same run.
      if (known.teller === teller) known.isToldTwice = true;
      this.#takeOptions(known, teller, start.metadata);
      return;
    }
    const parent = start.parentRunId === undefined ? undefined : this.#runs.get(start.parentRunId);
    if (parent === undefined && start.parentRunId !== undefined && this.#forgotten.has(start.parentRunId)) {
      this.#forgotten.add(start.runId);
      this.#capture.onLateTrace();
      return;
    }
    const tree = parent?.tree ?? this.#joinOrOpen(start);
    if (tree.wasInterrupted && isResume(start.inputs)) tree.noteResume();
    const isRoot = tree.runIds.length === 0;
    this.#takeOptions({ tree, isRoot }, teller, start.metadata);
    const step = start.createStep(tree, isRoot);
    const trace = step?.trace;
    const run: Run = {
      book: this,
      teller,
      tree,
      isRoot,
      isComposed: start.isComposed === true,
      step,
      trace:
        trace === undefined
          ? undefined
          : tree.interaction.startTrace(trace, { isModelCall: step?.isModelCall === true }),
      hasEnded: false,
      isToldTwice: false,
    };
    this.#runs.set(start.runId, run);
    linkStartedStream(run);
    tree.runIds.push(start.runId);
    tree.openRuns += 1;
    if (isRoot && step !== undefined) this.#startRoot(tree, step);
    if (currentScope() !== tree) enterScope(tree);
  }

  /** The open run that this one was the first to tell of. */
  find(teller: RunTeller, runId: string): Run | undefined {
    const run = this.#runs.get(runId);
    return run === undefined || run.hasEnded || run.teller !== teller ? undefined : run;
  }

  /** The tree of a run, whoever told of it. */
  treeOf(runId: string): RunTree | undefined {
    return this.#runs.get(runId)?.tree;
  }

  /** A graph goes on from a checkpoint: what it did before it stopped there belongs to the same turn. */
  resume(runId: string, checkpointId: string): void {
    const tree = this.treeOf(runId);
    if (tree === undefined) return;
    tree.noteResume(checkpointId);
    // In an explicit scope the turn is the scope's; below another framework's step it is that turn.
    if (tree.outer !== undefined) return;
    const turn = this.#interrupted.takeByCheckpoint(checkpointId);
    if (turn !== undefined) tree.interaction.continueFrom(turn.interaction);
  }

  /** Ends a run; the root's end ends its tree. */
  end(run: Run, status: InteractionStatus): void {
    run.hasEnded = true;
    run.tree.openRuns -= 1;
    // The trace first: a root that ends with nothing open below it has nothing to wait for.
    run.trace?.end();
    if (run.isRoot) this.#endTree(run.tree, status);
  }

  /** Ends a tree and whatever is open in it. */
  cut(tree: RunTree, status: InteractionStatus): void {
    for (const runId of tree.runIds) {
      const run = this.#runs.get(runId);
      if (run === undefined || run.hasEnded) continue;
      run.hasEnded = true;
      tree.openRuns -= 1;
      run.trace?.end();
    }
    if (!tree.hasEnded) this.#endTree(tree, status);
  }

  #startRoot(tree: RunTree, step: RunStep): void {
    // Below a step of another framework it is one more step of that turn, not a turn of its own.
    if (tree.outer?.origin === "ai-sdk") return;
    tree.root = tree.interaction.startRoot(createRootSource(step, tree, this.#capture.logger), {
      hasLateSteps: true,
    });
    tree.releaseResumed?.();
  }

  #endTree(tree: RunTree, given: InteractionStatus): void {
    tree.hasEnded = true;
    const status = tree.wasInterrupted && hasStopped(tree, given) ? "interrupted" : given;
    // In an explicit scope the turn ends with the scope; the resume comes in a scope of its own.
    if (status === "interrupted" && tree.outer === undefined) {
      this.#interrupted.wait(tree.interaction, { threadId: tree.threadId, checkpointIds: tree.interruptedAt });
    }
    tree.root?.end(status);
  }

  #joinOrOpen(start: RunStart): RunTree {
    const scope = joinableScope(this.#capture);
    if (isRunTree(scope)) return scope;
    const threadId = readId(readProperty(start.metadata, "thread_id"));
    const resumed =
      scope === undefined && threadId !== undefined
        ? this.#interrupted.takeByThread(threadId, start.inputs)
        : undefined;
    const interaction = scope?.interaction ?? resumed?.interaction ?? this.#capture.open();
    const tree = new RunTree({
      interaction,
      outer: scope,
      threadId,
      releaseResumed: resumed?.release,
      owner: this,
    });
    const sibling = currentScope();
    if (isRunTree(sibling) && sibling.isFresh) tree.joinBatchOf(sibling);
    interaction.onSettle(() => this.#forget(tree));
    return tree;
  }

  /** What comes with a run below the root, or with a call that joins its turn, says what the root was not told. */
  #takeOptions({ tree, isRoot }: Pick<Run, "tree" | "isRoot">, teller: RunTeller, metadata: unknown): void {
    const { interaction } = tree;
    const isTurn = isRoot && tree.outer?.origin !== "ai-sdk";
    const add = isTurn ? "addOptions" : "fillOptions";
    if (!tree.tellers.includes(teller)) {
      tree.tellers.push(teller);
      interaction[add]("maker", teller.makerOptions);
      if (isRoot) tree.addChoices(teller.choices);
    }
    const given = readProperty(metadata, "nebuly");
    if (given !== undefined && given !== tree.given) {
      tree.given = given;
      interaction[add]("call", readInteractionOptions(given, this.#capture.logger, "metadata.nebuly"));
    }
    if (tree.conversationId !== undefined) return;
    // LangGraph's thread, else the session of RunnableWithMessageHistory.
    const conversationId = readId(readProperty(metadata, "thread_id")) ?? readId(readProperty(metadata, "sessionId"));
    if (conversationId === undefined) return;
    tree.conversationId = conversationId;
    interaction[add]("fallback", { conversationId });
  }

  #forget(tree: RunTree): void {
    for (const runId of tree.runIds) {
      // An app that gives its runs their ids may have begun the next one under the same.
      if (this.#runs.get(runId)?.tree !== tree) continue;
      this.#runs.delete(runId);
      this.#forgotten.add(runId);
    }
    tree.runIds.length = 0;
    tree.messages = new Map();
  }
}

/** Whether a tree in which a graph asked the user ended for that: also when its consumer left the stream at the question. */
function hasStopped(tree: RunTree, given: InteractionStatus): boolean {
  return given === "completed" || (given === "cancelled" && tree.openRuns === 0);
}

function readId(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
