// Watches a stream without putting another object in its place. The SDK's telemetry compares the result it hands out with
// the one it gets back, so a copy with another stream would lose what it restores.

import { type StreamTap, tapStream } from "../capture/tap-stream.ts";
import { isFunction } from "./object-proxy.ts";
import { readProperty } from "./read-shape.ts";

const readingMethods = ["getReader", "pipeThrough", "pipeTo", "tee", "values", "cancel", Symbol.asyncIterator] as const;

/** Every way of reading the stream leads over the tap; nothing is read before somebody reads. */
export function tapInPlace(stream: ReadableStream<unknown>, tap: StreamTap): void {
  const getReader = stream.getReader.bind(stream);
  let tapped: ReadableStream<unknown> | undefined;
  const tappedStream = (): ReadableStream<unknown> => {
    if (tapped === undefined) {
      const reader = getReader();
      tapped = tapStream({ getReader: () => reader }, tap);
    }
    return tapped;
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
