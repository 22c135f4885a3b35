// Watches a stream on its way to whoever reads it: same chunks, same order, same errors, same demand, nothing waits.

/** Told of what passes. Its methods must not throw. */
export interface StreamTap {
  /** Runs one read of the source. Default: as it is. */
  readonly read?: <Result>(read: () => Result) => Result;
  part(part: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
}

export interface ReadableSource<Chunk> {
  getReader(): ReadableStreamDefaultReader<Chunk>;
}

/**
 * A stream in place of the given one. It pulls only when it is pulled and holds nothing back, which a TransformStream, with
 * its own queues, would not do; a cancelled one cancels its source. The source is taken hold of at the first read.
 */
export function tapStream<Chunk>(source: ReadableSource<Chunk>, tap: StreamTap): ReadableStream<Chunk> {
  let reader: ReadableStreamDefaultReader<Chunk> | undefined;
  let isCancelled = false;
  return new ReadableStream<Chunk>(
    {
      pull(controller) {
        reader ??= source.getReader();
        const open = reader;
        const chunk = tap.read === undefined ? open.read() : tap.read(() => open.read());
        return chunk.then(
          ({ done, value }) => {
            if (isCancelled) return;
            if (done) {
              controller.close();
              tap.end();
            } else {
              controller.enqueue(value);
              tap.part(value);
            }
          },
          (error: unknown) => {
            if (isCancelled) return;
            controller.error(error);
            tap.fail(error);
          },
        );
      },
      cancel(reason) {
        isCancelled = true;
        tap.cancel();
        reader ??= source.getReader();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
