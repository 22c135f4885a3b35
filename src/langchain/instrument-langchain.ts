// Capture of every LangChain run of a process, without passing callbacks: the one function through which LangChain makes
// its callback managers is asked to add our handler.

import { captureFor } from "../capture-for.ts";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { NebulyCallbackHandler } from "./callback-handler.ts";
import type { CallbackHandlerOptions } from "./handler-options.ts";
import { isList, readList, readProperty } from "./read-value.ts";

/** Marks a CallbackManager that is instrumented already. */
const instrumentedKey = Symbol.for("nebuly.langchain.instrumented");

type Configure = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * Captures every LangChain run of the process, also where no callbacks are passed, and also when a server is listening
 * already. Pass the module `@langchain/core/callbacks/manager`; where a process loads it twice (ESM and CommonJS), call it
 * with each. A handler that a call brings along wins over this one. Lists that callers pass are never touched.
 *
 * Returns a function that takes the capture away again. A second call on the same module changes nothing. Throws
 * `NebulyValidationError` when the module is another or an option cannot be used.
 *
 * @example
 * ```ts
 * import * as callbackManagerModule from "@langchain/core/callbacks/manager";
 *
 * instrumentLangChain(callbackManagerModule, { tags: { app: "support" } });
 * ```
 */
export function instrumentLangChain(callbackManagerModule: object, options: CallbackHandlerOptions = {}): () => void {
  const handler = new NebulyCallbackHandler(options);
  const manager = readProperty(callbackManagerModule, "CallbackManager");
  const original = typeof manager === "function" ? Reflect.get(manager, "_configureSync") : undefined;
  if (typeof manager !== "function" || !isConfigure(original)) {
    throw new NebulyValidationError({
      field: "callbackManagerModule",
      problem: "must be the module @langchain/core/callbacks/manager",
    });
  }
  if (Reflect.get(original, instrumentedKey) === true) return () => {};
  const configure: Configure = function configure(this: unknown, ...args) {
    if (captureFor(options.client) === undefined) return Reflect.apply(original, this, args);
    return Reflect.apply(original, this, withHandler(args, handler));
  };
  Object.defineProperty(configure, instrumentedKey, { value: true });
  Reflect.set(manager, "_configureSync", configure);
  return () => {
    // Somebody may have wrapped it since; then ours stays inside and the handler is all that can be taken away.
    if (Reflect.get(manager, "_configureSync") === configure) Reflect.set(manager, "_configureSync", original);
  };
}

function isConfigure(value: unknown): value is Configure {
  return typeof value === "function";
}

/** The arguments of `_configureSync`, our handler among the inheritable ones unless one of ours is there. */
function withHandler(args: readonly unknown[], handler: NebulyCallbackHandler): readonly unknown[] {
  const [inheritable, local, ...rest] = args;
  if (hasOurs(inheritable) || hasOurs(local)) return args;
  if (inheritable === undefined || inheritable === null) return [[handler], local, ...rest];
  if (isList(inheritable)) return [[...inheritable, handler], local, ...rest];
  return [withCopy(inheritable, handler), local, ...rest];
}

function handlersOf(callbacks: unknown): readonly unknown[] {
  return isList(callbacks) ? callbacks : readList(callbacks, "handlers");
}

function hasOurs(callbacks: unknown): boolean {
  return handlersOf(callbacks).some((handler) => readProperty(handler, "name") === "nebuly_callback_handler");
}

/** A manager that the caller made: a copy of it that has our handler too. */
function withCopy(manager: unknown, handler: NebulyCallbackHandler): unknown {
  const copy = readProperty(manager, "copy");
  return typeof copy === "function" ? Reflect.apply(copy, manager, [[handler], true]) : manager;
}
