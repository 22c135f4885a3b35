// Embeddings: LangChain has no callbacks for them, so their methods are watched in place.

import { embeddingInput } from "../capture/embedding-input.ts";
import type { TraceSource } from "../capture/recording.ts";
import { currentScope, runInScope, type Scope } from "../capture/scope.ts";
import { captureFor } from "../capture-for.ts";
import type { Nebuly } from "../client.ts";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { type InteractionOptions, pickInteractionOptions } from "../settings/interaction-options.ts";
import { checkOptions } from "../settings/option-checks.ts";
import type { EmbeddingTrace } from "../wire/interaction.ts";
import { embeddingsChecks } from "./handler-options.ts";
import { isList, readFirstString, readProperty } from "./read-value.ts";

/** Options of {@link observeEmbeddings}; the interaction options count in every interaction that it records in. */
export interface ObserveEmbeddingsOptions extends InteractionOptions {
  /** Record only in interactions of this client. Default: in whichever interaction the call is made. */
  readonly client?: Nebuly;
}

/** Marks a method that is watched already. */
const observedKey = Symbol.for("nebuly.langchain.observed");

/**
 * Watches an embeddings instance, or every instance of a class, in place and returns it. `embedQuery` and
 * `embedDocuments` called inside an interaction (a captured chain, `client.interaction`) become its traces, with model and
 * tokens where the provider tells them; outside of any they record nothing. Calling it again changes nothing.
 *
 * A class that overrides the methods of an observed base class must be observed itself. Throws `NebulyValidationError`
 * when the argument has no embedding methods.
 *
 * @example
 * ```ts
 * const embeddings = observeEmbeddings(new OpenAIEmbeddings());
 * const store = await MemoryVectorStore.fromTexts(texts, metadata, embeddings);
 * ```
 */
export function observeEmbeddings<Target extends object>(
  target: Target,
  options: ObserveEmbeddingsOptions = {},
): Target {
  checkOptions(options, embeddingsChecks);
  const holder: unknown = typeof target === "function" ? Reflect.get(target, "prototype") : target;
  if (typeof holder !== "object" || holder === null || typeof readProperty(holder, "embedQuery") !== "function") {
    throw new NebulyValidationError({ field: "target", problem: "must be an embeddings instance or class" });
  }
  observe(holder, "embedQuery", options, (original) => watch(original, options, (text) => [text]));
  observe(holder, "embedDocuments", options, (original) =>
    watch(original, options, (texts) => (isList(texts) ? texts : [texts])),
  );
  // OpenAI's class throws the usage away, but this method of it still returns the provider's whole answer.
  observe(holder, "embeddingWithRetry", options, readUsageOf);
  return target;
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

function observe(
  holder: object,
  name: string,
  options: ObserveEmbeddingsOptions,
  wrap: (original: Method) => Method,
): void {
  const original = readProperty(holder, name);
  if (!isMethod(original) || Reflect.get(original, observedKey) === true) return;
  const wrapped = wrap(original);
  Object.defineProperty(wrapped, observedKey, { value: true });
  const isDefined = Reflect.defineProperty(holder, name, {
    value: wrapped,
    configurable: true,
    writable: true,
  });
  if (!isDefined) {
    captureFor(options.client)?.logger.warn("frozen embeddings", "embeddings of a frozen object are not captured");
  }
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

function watch(
  original: Method,
  options: ObserveEmbeddingsOptions,
  readTexts: (argument: unknown) => readonly unknown[],
): Method {
  return function observed(this: unknown, ...args) {
    const scope = scopeFor(options);
    // A method that calls another observed one is one embedding, told by the outer call.
    if (scope === undefined || scope.step instanceof EmbeddingCall) return Reflect.apply(original, this, args);
    scope.interaction.fillOptions("maker", pickInteractionOptions(options));
    const call = new EmbeddingCall(this, readTexts(args[0]));
    const trace = scope.interaction.startTrace(call, { isModelCall: false });
    const inner: Scope = { interaction: scope.interaction, origin: "langchain", step: call, outer: scope };
    const result = runInScope(inner, () => Reflect.apply(original, this, args));
    whenSettled(result, () => trace.end());
    return result;
  };
}

/** The scope that the call is made in, if its interaction is open and the right client's. */
function scopeFor({ client }: ObserveEmbeddingsOptions): Scope | undefined {
  if (client !== undefined) return captureFor(client)?.currentScope();
  const scope = currentScope();
  return scope?.interaction.isSettled === false ? scope : undefined;
}

/** Watches the original promise: the caller gets the very one that the method made. */
function whenSettled(result: unknown, listener: (value: unknown) => void): void {
  if (result instanceof Promise) {
    result.then(listener, () => listener(undefined));
  } else {
    listener(result);
  }
}

function readUsageOf(original: Method): Method {
  return function observed(this: unknown, ...args) {
    const result = Reflect.apply(original, this, args);
    const call = currentScope()?.step;
    if (call instanceof EmbeddingCall) whenSettled(result, (response) => call.addUsage(response));
    return result;
  };
}

/** An embedding that runs; as a scope's step it marks what runs inside of it. */
class EmbeddingCall implements TraceSource {
  readonly #embeddings: unknown;
  readonly #texts: readonly unknown[];
  #inputTokens = 0;

  constructor(embeddings: unknown, texts: readonly unknown[]) {
    this.#embeddings = embeddings;
    this.#texts = texts;
  }

  addUsage(response: unknown): void {
    const usage = readProperty(response, "usage");
    const tokens = readProperty(usage, "prompt_tokens") ?? readProperty(usage, "total_tokens");
    if (typeof tokens === "number") this.#inputTokens += tokens;
  }

  toTraces(): EmbeddingTrace {
    return {
      model: modelOf(this.#embeddings),
      input: embeddingInput(this.#texts),
      ...(this.#inputTokens > 0 && { inputTokens: this.#inputTokens }),
    };
  }
}

function modelOf(embeddings: unknown): string {
  const name = readFirstString(embeddings, ["model", "modelName", "modelId", "model_name"]);
  if (name !== undefined) return name;
  // CacheBackedEmbeddings and the like wrap another.
  const inner = readProperty(embeddings, "underlyingEmbeddings");
  if (inner !== undefined) return modelOf(inner);
  const maker = readProperty(embeddings, "constructor");
  return typeof maker === "function" && maker.name !== "" ? maker.name : "unknown";
}
