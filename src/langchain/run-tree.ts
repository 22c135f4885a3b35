// Everything that runs under one root of LangChain, and the interaction that it belongs to.

import type { InteractionOwner, InteractionStatus, OpenInteraction, OpenRoot } from "../capture/open-interaction.ts";
import type { Scope } from "../capture/scope.ts";
import type { MessageCache } from "./model-step.ts";
import { readProperty } from "./read-value.ts";

export class RunTree {
  readonly isRunTree = true;
  readonly interaction: OpenInteraction;
  /** The scope that the root was started in. */
  readonly outer: Scope | undefined;
  /** What the code of the runs sees as its scope. */
  readonly scope: Scope;
  /** LangGraph's thread. */
  readonly threadId: string | undefined;
  /** Ends the wait of the interrupted turn that this tree resumes. */
  readonly releaseResumed: (() => void) | undefined;
  /** Ends the tree and whatever is open in it: its consumer has gone and no callback will come. */
  readonly cut: (status: InteractionStatus) => void;
  /** Shared by the tree's model calls. Replaced, not emptied, when the tree is forgotten: the calls are read later. */
  messages: MessageCache = new Map();
  /** Ids of all runs seen, so that the book can forget them. */
  readonly runIds: string[] = [];
  /** Runs that have not ended, the root included. */
  openRuns = 0;
  /** The root as the interaction knows it; undefined when the tree hangs below a step of another framework. */
  root: OpenRoot | undefined;
  /** Until the synchronous code that started it has finished: siblings of a batch start in it and must not join. */
  isFresh = true;
  hasEnded = false;
  /** A node asked for the user; the root then ends well, but only to be resumed. */
  wasInterrupted = false;
  /** What the consumer of an observed stream has been given so far. */
  streamedText: (() => string | undefined) | undefined;

  constructor(parts: {
    readonly interaction: OpenInteraction;
    readonly outer: Scope | undefined;
    readonly threadId: string | undefined;
    readonly releaseResumed: (() => void) | undefined;
    readonly cut: (status: InteractionStatus) => void;
  }) {
    this.interaction = parts.interaction;
    this.outer = parts.outer;
    this.threadId = parts.threadId;
    this.releaseResumed = parts.releaseResumed;
    this.cut = parts.cut;
    this.scope = { interaction: parts.interaction, origin: "langchain", step: this };
    queueMicrotask(() => {
      this.isFresh = false;
    });
  }
}

/** Whether a scope's step is a tree; another copy of the package may have made it. */
export function isRunTree(step: unknown): step is RunTree {
  return readProperty(step, "isRunTree") === true;
}

/**
 * The scope that a root may join: an open one of this owner's, past trees that have ended or that a sibling has only just
 * opened.
 */
export function joinableScope(scope: Scope | undefined, owner: InteractionOwner): Scope | undefined {
  let candidate = scope;
  while (candidate !== undefined) {
    const { step, interaction } = candidate;
    const isOpen = interaction.owner === owner && !interaction.isSettled;
    if (candidate.origin !== "langchain") return isOpen ? candidate : undefined;
    if (isOpen && isRunTree(step) && !step.isFresh && !step.hasEnded) return candidate;
    candidate = outerOf(candidate);
  }
  return undefined;
}

/** The scope around one of LangChain's. */
function outerOf(scope: Scope): Scope | undefined {
  const outer: unknown = readProperty(scope.step, "outer");
  // Only this room writes steps with this origin, and the scope storage's name carries its version.
  return outer as Scope | undefined;
}
