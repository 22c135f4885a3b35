// Everything that runs under one root of LangChain, and the interaction that it belongs to.

import type { OpenInteraction, OpenRoot } from "../capture/open-interaction.ts";
import type { Scope } from "../capture/scope.ts";
import type { MessageCache } from "./model-step.ts";
import { readProperty } from "./read-value.ts";

export class RunTree {
  /** What the code of the runs sees as its scope. */
  readonly scope: Scope;
  /** The scope that the root was started in. */
  readonly outer: Scope | undefined;
  readonly interaction: OpenInteraction;
  /** Shared by the tree's model calls. Replaced, not emptied, when the tree is forgotten: the calls are read later. */
  messages: MessageCache = new Map();
  /** Ids of all runs seen, so that the book can forget them. */
  readonly runIds: string[] = [];
  /** The root as the interaction knows it; undefined when the tree hangs below a step of another framework. */
  root: OpenRoot | undefined;
  /** Until the synchronous code that started it has finished: siblings of a batch start in it and must not join. */
  isFresh = true;
  hasEnded = false;
  /** A node asked for the user; the root then ends well, but only to be resumed. */
  wasInterrupted = false;

  constructor(interaction: OpenInteraction, outer: Scope | undefined) {
    this.interaction = interaction;
    this.outer = outer;
    this.scope = { interaction, origin: "langchain", step: this };
    queueMicrotask(() => {
      this.isFresh = false;
    });
  }
}

/** The scope that a root may join: past trees that have ended or that a sibling has only just opened. */
export function joinableScope(scope: Scope | undefined): Scope | undefined {
  let candidate = scope;
  while (candidate?.origin === "langchain") {
    const { step } = candidate;
    if (step instanceof RunTree && !step.isFresh && !step.hasEnded) return candidate;
    candidate = outerOf(candidate);
  }
  return candidate === undefined || candidate.interaction.isSettled ? undefined : candidate;
}

/** The scope around one of LangChain's; another copy of the package may have made it. */
function outerOf(scope: Scope): Scope | undefined {
  const outer: unknown = readProperty(scope.step, "outer");
  // Only this room writes steps with this origin, and the scope storage's name carries its version.
  return outer as Scope | undefined;
}
