// `ReadableStream.from`, which the DOM types do not know yet.

import { ReadableStream as NodeReadableStream } from "node:stream/web";

/** A stream of the given chunks, whatever they are; a generator runs when it is read. */
export function streamFrom(
  chunks: Iterable<unknown> | AsyncIterable<unknown>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  // Bodies are typed as bytes; the tests also hand through what is none.
  return NodeReadableStream.from(chunks) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
