// Calls a language model and watches what comes back.

import { tapStream } from "../capture/tap-stream.ts";
import { uncapturedCall } from "../wire/uncaptured-call.ts";
import { type CallFollower, followCall } from "./call-follower.ts";
import { isObject } from "./object-proxy.ts";
import type { Observer } from "./observer.ts";
import { hasMethod, readProperty, readString } from "./read-shape.ts";
import { startLanguageCall } from "./start-language-call.ts";
import { tapInPlace } from "./tap-in-place.ts";

/** A model call as a way into this room sees it. */
export interface ObservedCall<Result> {
  readonly observer: Observer;
  readonly model: unknown;
  /** The parameters without this package's options. */
  readonly params: unknown;
  /** What stood under `providerOptions.nebuly`. */
  readonly nebuly: unknown;
  readonly run: () => PromiseLike<Result>;
}

/** A call of `doGenerate`. */
export function observeGenerate<Result>(call: ObservedCall<Result>): Promise<Result> {
  return observe(call, false, (follower, result) => {
    follower.result(result);
    return result;
  });
}

/** A call of `doStream`: the result comes with its stream tapped. */
export function observeStreaming<Result>(call: ObservedCall<Result>): Promise<Result> {
  return observe(call, true, withTappedStream);
}

function observe<Result>(
  call: ObservedCall<Result>,
  isStreamed: boolean,
  onResult: (follower: CallFollower, result: Result) => Result,
): Promise<Result> {
  const { params, nebuly } = call;
  if (nebuly === uncapturedCall) return Promise.resolve(call.run());
  const follower = startLanguageCall(call.observer, { modelId: modelIdOf(call.model), params, nebuly, isStreamed });
  if (follower === undefined) return Promise.resolve(call.run());
  return followCall(follower, call.run, (result) => onResult(follower, result));
}

function withTappedStream<Result>(follower: CallFollower, result: Result): Result {
  const stream = readProperty(result, "stream");
  if (follower.tap === undefined || !isFreeStream(stream)) {
    follower.result(result);
    return result;
  }
  if (isPlainObject(result)) return { ...result, stream: tapStream(stream, follower.tap) };
  // A copy would lose what the result's class gives.
  tapInPlace(stream, follower.tap);
  return result;
}

function isPlainObject(value: unknown): boolean {
  try {
    if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return false;
    for (const key of Reflect.ownKeys(value)) {
      // Only a property that holds a value says whether it can be written.
      if (Reflect.getOwnPropertyDescriptor(value, key)?.writable === undefined) return false;
    }
    return true;
  } catch {
    // A proxy whose traps throw; it is nothing to copy.
    return false;
  }
}

/** Streams are told by what they can do: a polyfill's, or another realm's, is no instance of this one. */
export function isFreeStream(value: unknown): value is ReadableStream<unknown> {
  return hasMethod(value, "getReader") && readProperty(value, "locked") === false;
}

export function modelIdOf(model: unknown): string {
  return readString(model, "modelId") ?? "unknown";
}
