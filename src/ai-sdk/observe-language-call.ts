// Calls a language model and watches what comes back. The caller gets exactly what the model gave.

import { type LanguageRecording, startLanguageRecording } from "./language-recording.ts";
import type { Observer } from "./observer.ts";
import { hasMethod, readProperty, readString } from "./read-shape.ts";
import { tapStream } from "./tap-stream.ts";

/** A language model call as a way into this room sees it. */
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
export function observeGenerate<Result>(call: ObservedCall<Result>): PromiseLike<Result> {
  return observe(call, (recording, result) => {
    recording.result(result);
    return result;
  });
}

/** A call of `doStream`: the result comes with its stream tapped. */
export function observeStreaming<Result>(call: ObservedCall<Result>): PromiseLike<Result> {
  return observe(call, withTappedStream);
}

function observe<Result>(
  call: ObservedCall<Result>,
  onResult: (recording: LanguageRecording, result: Result) => Result,
): PromiseLike<Result> {
  const modelId = readString(call.model, "modelId") ?? "unknown";
  const recording = startLanguageRecording(call.observer, { modelId, params: call.params, nebuly: call.nebuly });
  if (recording === undefined) return call.run();
  const onError = (error: unknown): never => {
    recording.fail(error);
    throw error;
  };
  try {
    // A malformed model may return its result as it is; the SDK awaits it all the same.
    return Promise.resolve(recording.run(call.run)).then((result) => onResult(recording, result), onError);
  } catch (error) {
    // The model threw before it returned a promise.
    return onError(error);
  }
}

function withTappedStream<Result>(recording: LanguageRecording, result: Result): Result {
  const stream = readProperty(result, "stream");
  if (!isFreeStream(stream)) {
    recording.end();
    return result;
  }
  return { ...result, stream: tapStream(stream, recording) };
}

/** Streams are told by what they can do: a polyfill's, or another realm's, is no instance of this one. */
function isFreeStream(value: unknown): value is ReadableStream<unknown> {
  return hasMethod(value, "getReader") && readProperty(value, "locked") === false;
}
