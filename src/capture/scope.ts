// Which interaction the running code belongs to. The storage is one per process, however many copies of the package there are.

import { runtime } from "#runtime";
import { globalSingleton } from "../runtime/global-singleton.ts";
import type { ContextStorage } from "../runtime/runtime.ts";
import type { OpenInteraction } from "./open-interaction.ts";

/** What follows the running code through its asynchronous calls. */
export interface Scope {
  readonly interaction: OpenInteraction;
  /**
   * Who put it there: `client.interaction` and `withInteraction` (everything inside joins), or a framework room around
   * one of its own steps (`step` then names it, for that room alone).
   */
  readonly origin: "explicit" | "langchain" | "ai-sdk";
  /** The room's own record of the step whose code is running. */
  readonly step?: unknown;
  /** The scope that this one was entered in. */
  readonly outer?: Scope | undefined;
  /** The step is over; code that still finds itself in its scope is in the outer one. */
  readonly hasEnded?: boolean;
}

/** This copy's reference to the process's storage; asked for on every callback of a framework. */
let known: ContextStorage<Scope> | undefined;

function storage(): ContextStorage<Scope> {
  known ??= globalSingleton("scope-storage-1", () => runtime.createContextStorage<Scope>());
  return known;
}

/** The scope of the running code, settled interactions included: the caller decides what they mean. */
export function currentScope(): Scope | undefined {
  return notEnded(storage().getStore());
}

/** The innermost scope of the running code in which an interaction of the given owner runs. */
export function currentScopeOf(owner: object): Scope | undefined {
  let scope = currentScope();
  while (scope !== undefined && scope.interaction.owner !== owner) scope = notEnded(scope.outer);
  return scope;
}

function notEnded(scope: Scope | undefined): Scope | undefined {
  let open = scope;
  while (open?.hasEnded === true) open = open.outer;
  return open;
}

/** Runs a function so that everything it calls sees the scope; another client's scope stays to be seen behind it. */
export function runInScope<Result>(scope: Scope, callback: () => Result): Result {
  const outer = storage().getStore();
  const hidesOthers =
    outer !== undefined && (outer.interaction.owner !== scope.interaction.owner || outer.outer !== undefined);
  return storage().run(hidesOthers && scope.outer === undefined ? { ...scope, outer } : scope, callback);
}

/**
 * Puts the rest of the running asynchronous function into a scope. Returns false where the machine can't do that
 * (Cloudflare Workers).
 */
export function enterScope(scope: Scope | undefined): boolean {
  const { enterWith } = storage();
  if (enterWith === undefined) return false;
  try {
    enterWith.call(storage(), scope);
    return true;
  } catch {
    // Workers define the method and throw from it; callers then fall back on what the framework tells them.
    return false;
  }
}
