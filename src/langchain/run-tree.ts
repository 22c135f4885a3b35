// Everything that runs under one root of LangChain, and the interaction that it belongs to. To the code of its runs it is the
// scope that they run in.

import type { InteractionOwner, InteractionStatus, OpenInteraction } from "../capture/open-interaction.ts";
import type { OpenRoot } from "../capture/open-root.ts";
import { currentScope, type Scope } from "../capture/scope.ts";
import { BatchGroup } from "./batch-group.ts";
import type { MessageCache } from "./model-step.ts";
import { readProperty } from "./read-value.ts";
import type { Run, RunTeller } from "./run-book.ts";
import type { RootChoices } from "./run-step.ts";

/** The book that the tree's runs stand in. */
export interface TreeOwner {
  cut(tree: RunTree, status: InteractionStatus): void;
}

/** What waits for it comes once the synchronous code that runs now has finished. */
const ended = Promise.resolve();

export class RunTree implements Scope {
  readonly isRunTree = true;
  readonly origin = "langchain";
  readonly interaction: OpenInteraction;
  /** The scope that the root was started in. */
  readonly outer: Scope | undefined;
  /** LangGraph's thread. */
  readonly threadId: string | undefined;
  /** Ends the wait of the interrupted turn that this tree resumes. */
  readonly releaseResumed: (() => void) | undefined;
  readonly #owner: TreeOwner;
  /** Shared by the tree's model calls. Replaced, not emptied, when the tree is forgotten: the calls are read later. */
  messages: MessageCache = new Map();
  /** All whose options it has. */
  readonly tellers: RunTeller[] = [];
  /** What the handlers of its root choose. */
  choices: RootChoices = {};
  /** The `metadata.nebuly` that was read last: most runs inherit that of their root. */
  given: unknown;
  /** What its runs told of the conversation. */
  conversationId: string | undefined;
  /** Ids of all runs seen, so that the book can forget them. */
  readonly runIds: string[] = [];
  /** Runs that have not ended, the root included. */
  openRuns = 0;
  /** The root as the interaction knows it; undefined when the tree hangs below a step of another framework. */
  root: OpenRoot | undefined;
  /** The batch that its root is an element of. */
  batch: { readonly group: BatchGroup; readonly index: number } | undefined;
  /** Until the synchronous code that started it has finished: siblings of a batch start in it and must not join. */
  isFresh = true;
  hasEnded = false;
  /** A node asked for the user; the root then ends well, but only to be resumed. */
  wasInterrupted = false;
  /** The checkpoints at which its graphs stopped, where the version tells them. */
  readonly interruptedAt: Set<string> = new Set();
  /** The abort signal of its last model call that had one. */
  signal: unknown;
  /** The last error that its runs ended with, the first of them that did, and whether its model had been called off by then. */
  failure: { readonly error: unknown; readonly origin: Run; readonly wasCalledOff: boolean } | undefined;
  /** What the consumer of an observed stream has been given so far. */
  streamedText: (() => string | undefined) | undefined;

  constructor(parts: {
    readonly interaction: OpenInteraction;
    readonly outer: Scope | undefined;
    readonly threadId: string | undefined;
    readonly releaseResumed: (() => void) | undefined;
    readonly owner: TreeOwner;
  }) {
    this.interaction = parts.interaction;
    this.outer = parts.outer;
    this.threadId = parts.threadId;
    this.releaseResumed = parts.releaseResumed;
    this.#owner = parts.owner;
    // A promise, as Node's queueMicrotask makes an asynchronous resource of every callback.
    void ended.then(() => {
      this.isFresh = false;
    });
  }

  /** Ends the tree and whatever is open in it: its consumer has gone and no callback will come. */
  cut(status: InteractionStatus): void {
    this.#owner.cut(this, status);
  }

  /** A graph in it stopped to ask the user, or at a breakpoint. */
  noteInterrupt(checkpointId: string | undefined): void {
    this.wasInterrupted = true;
    if (checkpointId !== undefined) this.interruptedAt.add(checkpointId);
  }

  /** A graph that had stopped in this very tree goes on in it. */
  noteResume(checkpointId?: string): void {
    if (checkpointId !== undefined && !this.interruptedAt.delete(checkpointId)) return;
    this.wasInterrupted = this.interruptedAt.size > 0;
  }

  /** What another handler of the root leaves open counts on. */
  addChoices({ getInput, getOutput }: RootChoices): void {
    this.choices = { getInput: getInput ?? this.choices.getInput, getOutput: getOutput ?? this.choices.getOutput };
  }

  /** A trace has no place to say that it cost nothing, so the interaction's tags say how many did not. */
  noteCacheHit(): void {
    const before = Number(this.interaction.options.tags?.llm_cache_hits ?? 0);
    this.interaction.addOptions("fallback", { tags: { llm_cache_hits: before + 1 } });
  }

  /** The root of a sibling was started in the same breath: the two are elements of one batch. */
  joinBatchOf(sibling: RunTree): void {
    sibling.batch ??= { group: new BatchGroup(), index: 0 };
    const { group } = sibling.batch;
    this.batch = { group, index: group.join() };
  }
}

/** Whether a scope is the tree whose code runs; another copy of the package may have made it. */
export function isRunTree(scope: Scope | undefined): scope is RunTree {
  return readProperty(scope, "isRunTree") === true;
}

/** The scope that a root may join: an open one of this owner's, past trees that a sibling has only just opened. */
export function joinableScope(owner: InteractionOwner): Scope | undefined {
  let scope = currentScope();
  while (scope !== undefined) {
    const isOpen = scope.interaction.owner === owner && !scope.interaction.isSettled && scope.hasEnded !== true;
    if (isOpen && !(isRunTree(scope) && scope.isFresh)) return scope;
    scope = scope.outer;
  }
  return undefined;
}
