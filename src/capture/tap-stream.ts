// Watches a stream on its way to whoever reads it: same chunks, same order, same errors, same demand, nothing waits.

/** Told of what passes. Its methods must not throw. */
export interface StreamTap {
  /** Runs one read of the source: somebody asks for a chunk. */
  read<Result>(read: () => Result): Result;
  part(part: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
  /** The stream was collected: nobody can read it any more, and nobody cancelled it. Also told after an end. */
  left(): void;
}

export interface ReadableSource<Chunk> {
  getReader(): ReadableStreamDefaultReader<Chunk>;
}

let unreadStreams: FinalizationRegistry<StreamTap> | undefined;

/**
 * A stream in place of the given one. It pulls only when it is pulled and holds nothing back, which a TransformStream, with
 * its own queues, would not do; a cancelled one cancels its source. The source is taken hold of at the first read.
 */
export function tapStream<Chunk>(source: ReadableSource<Chunk>, tap: StreamTap): ReadableStream<Chunk> {
  let reader: ReadableStreamDefaultReader<Chunk> | undefined;
  let isCancelled = false;
  const open = (): ReadableStreamDefaultReader<Chunk> => {
    reader ??= source.getReader();
    return reader;
  };
  const read = (): Promise<ReadableStreamReadResult<Chunk>> => open().read();
  const stream = new ReadableStream<Chunk>(
    {
      pull: (controller) =>
        tap.read(read).then(
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
        ),
      cancel(reason) {
        isCancelled = true;
        tap.cancel();
        return open().cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  tellWhenLeft(stream, tap);
  return stream;
}

/** Nothing that is told may hold the stream. */
function tellWhenLeft(stream: object, tap: StreamTap): void {
  // Some edge runtimes have none; the idle limit has to do there.
  if (typeof FinalizationRegistry !== "function") return;
  unreadStreams ??= new FinalizationRegistry((left) => left.left());
  unreadStreams.register(stream, tap);
}
