// The ways in for `wrapLanguageModel`, `wrapEmbeddingModel` and `wrapProvider`: one object that fits AI SDK 5, 6 and 7.

import { splitCallOptions } from "./call-options.ts";
import { embeddingCall } from "./embedding-call.ts";
import { observeGenerate, observeStreaming } from "./observe-language-call.ts";
import { observePlainCall } from "./observe-plain-call.ts";
import { createObserver, embeddingChecks, type ObserveEmbeddingOptions, type ObserveOptions } from "./observer.ts";

/** What the SDK hands to every hook of a middleware. */
export interface MiddlewareCall {
  readonly params: unknown;
  readonly model: { readonly modelId: string };
}

/** A language model middleware of AI SDK 5, 6 and 7, told by its shape. */
export interface NebulyMiddleware {
  readonly specificationVersion: "v3";
  transformParams<Params>(options: { readonly params: Params }): Promise<Params>;
  wrapGenerate<Result>(options: MiddlewareCall & { readonly doGenerate: () => PromiseLike<Result> }): Promise<Result>;
  wrapStream<Result>(options: MiddlewareCall & { readonly doStream: () => PromiseLike<Result> }): Promise<Result>;
}

/** An embedding model middleware of AI SDK 6 and 7, told by its shape; 5 has none. */
export interface NebulyEmbeddingMiddleware {
  readonly specificationVersion: "v3";
  transformParams<Params>(options: { readonly params: Params }): Promise<Params>;
  wrapEmbed<Result>(options: MiddlewareCall & { readonly doEmbed: () => PromiseLike<Result> }): Promise<Result>;
}

/**
 * A middleware that captures what {@link observeModel} captures, for code that composes middlewares. Put it last, nearest
 * to the model, to capture what the model was given; put it first to capture what the SDK gave.
 *
 * Throws `NebulyValidationError` naming the field when an option cannot be used.
 *
 * @example
 * ```ts
 * const model = wrapLanguageModel({ model: openai("gpt-5-mini"), middleware: nebulyMiddleware({ tags: { app: "support" } }) });
 * ```
 */
export function nebulyMiddleware(options: ObserveOptions = {}): NebulyMiddleware {
  const observer = createObserver(options);
  const callOptions = new CallOptions();
  return {
    specificationVersion: "v3",
    transformParams: ({ params }) => callOptions.takeOut(params),
    wrapGenerate: ({ doGenerate, params, model }) =>
      observeGenerate({ observer, model, params, nebuly: callOptions.of(params), run: doGenerate }),
    wrapStream: ({ doStream, params, model }) =>
      observeStreaming({ observer, model, params, nebuly: callOptions.of(params), run: doStream }),
  };
}

/**
 * The same for embedding models.
 *
 * Throws `NebulyValidationError` naming the field when an option cannot be used.
 *
 * @example
 * ```ts
 * const model = wrapEmbeddingModel({
 *   model: openai.embeddingModel("text-embedding-3-small"),
 *   middleware: nebulyEmbeddingMiddleware(),
 * });
 * ```
 */
export function nebulyEmbeddingMiddleware(options: ObserveEmbeddingOptions = {}): NebulyEmbeddingMiddleware {
  const observer = createObserver(options, embeddingChecks);
  const callOptions = new CallOptions();
  return {
    specificationVersion: "v3",
    transformParams: ({ params }) => callOptions.takeOut(params),
    wrapEmbed: ({ doEmbed, params, model }) =>
      observePlainCall({ observer, model, params, nebuly: callOptions.of(params), run: doEmbed }, embeddingCall),
  };
}

/** Carries the options from the hook that takes them out to the hook that uses them. */
class CallOptions {
  readonly #byParams = new WeakMap<object, unknown>();

  takeOut<Params>(given: Params): Promise<Params> {
    const { params, nebuly } = splitCallOptions(given);
    if (nebuly !== undefined && typeof params === "object" && params !== null) this.#byParams.set(params, nebuly);
    return Promise.resolve(params);
  }

  of(params: unknown): unknown {
    return typeof params === "object" && params !== null ? this.#byParams.get(params) : undefined;
  }
}
