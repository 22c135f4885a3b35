// Capture of every LangChain run of a process, without passing callbacks: the one function through which LangChain makes
// its callback managers is asked to add our handler.

import type { Capture } from "../capture/capture.ts";
import { captureFor } from "../capture-for.ts";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { NebulyCallbackHandler } from "./callback-handler.ts";
import { type CallbackHandlerOptions, captureKey } from "./handler-options.ts";
import { isList, readList, readProperty } from "./read-value.ts";

/** Marks a CallbackManager that is instrumented already. */
const instrumentedKey = Symbol.for("nebuly.langchain.instrumented");

type Configure = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * Captures every LangChain run of the process, also where no callbacks are passed, and also when a server is listening
 * already. Pass the module `@langchain/core/callbacks/manager`; where a process loads it twice (ESM and CommonJS), call it
 * with each. Field by field a handler that a call brings along wins over this one; one of another client records alone.
 * Lists that callers pass are never touched.
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
    const capture = captureFor(options.client);
    return Reflect.apply(original, this, capture === undefined ? args : withHandler(args, handler, capture));
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

/**
 * The arguments of `_configureSync`, our handler the first of the inheritable ones: what later ones say wins. One of another
 * client stays alone.
 */
function withHandler(args: readonly unknown[], handler: NebulyCallbackHandler, capture: Capture): readonly unknown[] {
  const [inheritable, local, ...rest] = args;
  const isAlone = (one: unknown): boolean =>
    one === handler || (isOurs(one) && readProperty(one, captureKey) !== capture);
  if (handlersOf(inheritable).some(isAlone) || handlersOf(local).some(isAlone)) return args;
  if (inheritable === undefined || inheritable === null) return [[handler], local, ...rest];
  if (isList(inheritable)) return [[handler, ...inheritable], local, ...rest];
  return [withCopy(inheritable, handler), local, ...rest];
}

function handlersOf(callbacks: unknown): readonly unknown[] {
  return isList(callbacks) ? callbacks : readList(callbacks, "handlers");
}

function isOurs(handler: unknown): boolean {
  return readProperty(handler, "name") === "nebuly_callback_handler";
}

/** A manager that the caller made: a copy of it that has our handler too. */
function withCopy(manager: unknown, handler: NebulyCallbackHandler): unknown {
  const copy = readProperty(manager, "copy");
  if (typeof copy !== "function") return manager;
  const copied: object = Reflect.apply(copy, manager, []);
  for (const key of ["handlers", "inheritableHandlers"]) Reflect.set(copied, key, [handler, ...readList(copied, key)]);
  return copied;
}
