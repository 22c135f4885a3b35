// `observeModel`: models, whole providers and string model ids, each in a stand-in that looks the same to the SDK.

import { splitCallOptions } from "./call-options.ts";
import { embeddingCall } from "./embedding-call.ts";
import { isFunction, isObject, standInFor } from "./object-proxy.ts";
import { type ObservedCall, observeGenerate, observeStreaming } from "./observe-language-call.ts";
import { observePlainCall } from "./observe-plain-call.ts";
import { createObserver, type ObserveOptions, type Observer } from "./observer.ts";
import { hasMethod, readProperty } from "./read-shape.ts";
import { rerankingCall } from "./reranking-call.ts";

/**
 * Observes a language, embedding or reranking model of any specification version, or a whole provider; every call made
 * with what is returned is captured. It looks the same as what was given: class, private fields, call signature.
 *
 * A string model id is observed through the default provider (`globalThis.AI_SDK_DEFAULT_PROVIDER`); without one the id
 * comes back as it is. What is no model and no provider comes back as it is.
 *
 * Throws `NebulyValidationError` naming the field when an option cannot be used.
 *
 * @example
 * ```ts
 * const model = observeModel(openai("gpt-5-mini"), { tags: { app: "support" } });
 * const { text } = await generateText({
 *   model,
 *   prompt: "Opening hours?",
 *   providerOptions: { nebuly: { endUser: "user-1", conversationId: "chat-7" } },
 * });
 * ```
 */
export function observeModel<Observed>(observed: Observed, options: ObserveOptions = {}): Observed {
  const observer = createObserver(options);
  const found = typeof observed === "string" ? (resolveModelId(observed) ?? observed) : observed;
  // The stand-in of an id is what the SDK would resolve it to, so it fits wherever the id does.
  return standIn(observer, found) as Observed;
}

function standIn(observer: Observer, value: unknown): unknown {
  if (!isObject(value)) return value;
  if (isModel(value)) return observedModel(observer, value);
  return isProvider(value) ? observedProvider(observer, value) : value;
}

function observedModel(observer: Observer, model: object): object {
  const replacements = new WeakMap<object, unknown>();
  return standInFor(model, {
    replace(key, value) {
      if (!isFunction(value)) return value;
      const known = replacements.get(value) ?? observedMethod(observer, model, key, value);
      if (known !== undefined) replacements.set(value, known);
      return known ?? value;
    },
  });
}

/** What stands in for a method of a model; undefined when the method calls no model. */
function observedMethod(observer: Observer, model: object, key: PropertyKey, method: Method): Method | undefined {
  const observe = findObserve(key);
  if (observe === undefined) return undefined;
  return (given, ...others) => {
    const { params, nebuly } = splitCallOptions(given);
    const run = (): PromiseLike<unknown> => Promise.resolve(Reflect.apply(method, model, [params, ...others]));
    return observe({ observer, model, params, nebuly, run });
  };
}

type Method = (...parameters: unknown[]) => unknown;
type Observe = (call: ObservedCall<unknown>) => unknown;

function findObserve(key: PropertyKey): Observe | undefined {
  switch (key) {
    case "doGenerate":
      return (call) => (isLanguageCall(call) ? observeGenerate(call) : call.run());
    case "doStream":
      return (call) => (isLanguageCall(call) ? observeStreaming(call) : call.run());
    case "doEmbed":
      return (call) => observePlainCall(call, embeddingCall);
    case "doRerank":
      return (call) => observePlainCall(call, rerankingCall);
    default:
      return undefined;
  }
}

/** Models that transcribe have both methods of a language model since AI SDK 7, but no prompt. */
function isLanguageCall(call: ObservedCall<unknown>): boolean {
  return readProperty(call.params, "prompt") !== undefined;
}

/** Image, speech and video models have a `doGenerate` too, but nothing to stream. */
function isModel(value: object): boolean {
  return (
    (hasMethod(value, "doGenerate") && hasMethod(value, "doStream")) ||
    hasMethod(value, "doEmbed") ||
    hasMethod(value, "doRerank")
  );
}

const modelMakers = ["languageModel", "embeddingModel", "textEmbeddingModel", "rerankingModel"];

function isProvider(value: object): boolean {
  return modelMakers.some((maker) => hasMethod(value, maker));
}

/** Every method of a provider that returns a model returns it observed: `.chat`, `.responses`, whatever there is. */
function observedProvider(observer: Observer, provider: object): object {
  const replacements = new WeakMap<object, object>();
  const onReturned = (returned: unknown): unknown =>
    isObject(returned) && isModel(returned) ? observedModel(observer, returned) : returned;
  const self: object = standInFor(provider, {
    onReturned,
    replace(key, value) {
      if (!isFunction(value) || key === "constructor") return value;
      const known: object =
        replacements.get(value) ??
        standInFor(value, {
          replace: (_, property) => property,
          onReturned,
          toSelf: (given) => (given === self ? provider : given),
        });
      replacements.set(value, known);
      return known;
    },
  });
  return self;
}

/** What the SDK would resolve a model id to, where a default provider is set. */
function resolveModelId(modelId: string): unknown {
  const provider = readProperty(globalThis, "AI_SDK_DEFAULT_PROVIDER");
  const languageModel = readProperty(provider, "languageModel");
  return isFunction(languageModel) ? Reflect.apply(languageModel, provider, [modelId]) : undefined;
}
