// Watches a stream without putting another object in its place. The SDK's telemetry compares the result it hands out with
// the one it gets back, so a copy with another stream would lose what it restores.

import { type StreamTap, tapStream } from "../capture/tap-stream.ts";
import { isFunction } from "./object-proxy.ts";
import { readProperty } from "./read-shape.ts";

const readingMethods = ["getReader", "pipeThrough", "pipeTo", "tee", "values", "cancel", Symbol.asyncIterator] as const;

type Held = Pick<WeakRef<ReadableStream<unknown>>, "deref">;

/**
 * Every way of reading the stream leads over the tap; nothing is read before somebody reads. The tapped stream is held by
 * who reads it alone, as a network connection holds the one given: when nobody does it is collected, and a new one is as
 * good, for it keeps no chunk.
 */
export function tapInPlace(stream: ReadableStream<unknown>, tap: StreamTap): void {
  const getReader = stream.getReader.bind(stream);
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  let tapped: Held | undefined;
  const tappedStream = (): ReadableStream<unknown> => {
    const known = tapped?.deref();
    if (known !== undefined) return known;
    reader ??= getReader();
    const open = reader;
    const stream = tapStream({ getReader: () => open }, tap);
    tapped = typeof WeakRef === "function" ? new WeakRef(stream) : { deref: () => stream };
    return stream;
  };
  for (const method of readingMethods) {
    const value = (...parameters: unknown[]): unknown => {
      const own = tappedStream();
      const read = readProperty(own, method);
      return isFunction(read) ? Reflect.apply(read, own, parameters) : undefined;
    };
    Reflect.defineProperty(stream, method, { value, configurable: true, writable: true });
  }
}
