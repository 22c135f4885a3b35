// Watches a stream on its way from the model to the SDK: same chunks, same order, same errors, same demand, nothing waits.

/** Told of what passes. Its methods must not throw. */
export interface StreamTap {
  part(part: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
}

export interface ReadableSource {
  getReader(): ReadableStreamDefaultReader<unknown>;
}

/**
 * A stream in place of the given one. It pulls only when it is pulled and holds nothing back, which a TransformStream, with
 * its own queues, would not do; a cancelled one cancels its source.
 */
export function tapStream(source: ReadableSource, tap: StreamTap): ReadableStream<unknown> {
  const reader = source.getReader();
  let isCancelled = false;
  return new ReadableStream<unknown>(
    {
      pull(controller) {
        return reader.read().then(
          ({ done, value }) => {
            if (isCancelled) return;
            if (done) {
              tap.end();
              controller.close();
            } else {
              controller.enqueue(value);
              tap.part(value);
            }
          },
          (error: unknown) => {
            if (isCancelled) return;
            tap.fail(error);
            controller.error(error);
          },
        );
      },
      cancel(reason) {
        isCancelled = true;
        tap.cancel();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
