// Streams that their consumer leaves: LangChain then calls nobody back, so the reading itself is watched.

import type { InteractionStatus } from "../capture/open-interaction.ts";
import { currentScope, type Scope } from "../capture/scope.ts";
import { errorStatus } from "./error-status.ts";
import { beginLeaving, endLeaving, type PulledStream, whilePulling } from "./pulled-stream.ts";
import { readProperty } from "./read-value.ts";
import type { Run } from "./run-book.ts";
import { type StartedStream, whileStarting } from "./started-stream.ts";
import { StreamedText } from "./streamed-text.ts";

/**
 * Watches how a stream of LangChain is consumed: when its consumer breaks out, cancels it or aborts it, the interaction is
 * ended at once as `cancelled`, with what the consumer had been given as its output. Without it such an interaction waits
 * for the client's `idleTimeoutMs`.
 *
 * Give it the call that makes the stream, as a function: then it knows exactly which run feeds the stream. Given the
 * stream itself it has to find that out from how the two move together, which works for models and chains; a lambda that
 * yields by itself, a map, or a graph between two model calls is left to the idle limit. What `streamEvents` of version
 * "v3" gives is no such stream: its run goes on to its end whoever leaves it, and is told as completed.
 *
 * Chunks, errors and backpressure stay as they are. What is returned stands for the stream; read only that one. Anything
 * that is no stream is returned as it is.
 *
 * @example
 * ```ts
 * const stream = await observeStream(() => chain.stream("Opening hours?", { callbacks: [handler] }));
 * for await (const chunk of stream) {
 *   if (!response.write(chunk)) break;
 * }
 * ```
 */
export function observeStream<Result>(start: () => Result): Result;
export function observeStream<Stream>(stream: Stream): Stream;
export function observeStream(given: unknown): unknown {
  if (typeof given !== "function") return observe(given);
  const started: StartedStream = { run: undefined, isStarting: true };
  const observeStarted = (stream: unknown): unknown => {
    started.isStarting = false;
    return observe(stream, started.run);
  };
  const result: unknown = whileStarting(started, () => Reflect.apply(given, undefined, []));
  return result instanceof Promise ? result.then(observeStarted) : observeStarted(result);
}

function observe(stream: unknown, run?: Run): unknown {
  if (typeof stream !== "object" || stream === null) return stream;
  const iterate = readProperty(stream, Symbol.asyncIterator);
  if (typeof iterate !== "function") return stream;
  const iterator: unknown = Reflect.apply(iterate, stream, []);
  if (!isIterator(iterator)) return stream;
  const reading = new ObservedReading(iterator, run);
  // It answers to everything that the stream answers to: it inherits from the stream itself or from its class.
  return typeof ReadableStream === "function" && stream instanceof ReadableStream
    ? readableOf(reading, stream)
    : iterableOf(reading, stream);
}

/** A stream again, with the class of the original, so that its own helpers (`next`, `return`) work on this one. */
function readableOf(reading: ObservedReading, original: object): object {
  const observed = new ReadableStream(
    {
      async pull(controller) {
        const result = await reading.next();
        if (result.done === true) controller.close();
        else controller.enqueue(result.value);
      },
      cancel: async (reason) => void (await reading.leave(reason)),
    },
    // Nothing is read that nobody asked for.
    { highWaterMark: 0 },
  );
  return Object.setPrototypeOf(observed, Object.getPrototypeOf(original));
}

/** Everything but the reading stays the original's own, private fields included. */
function iterableOf<Original extends object>(reading: ObservedReading, original: Original): Original {
  const methods = new Map<string | symbol, unknown>([
    ["next", (...args: [] | [unknown]) => reading.next(...args)],
    ["return", (value?: unknown) => reading.leave(value)],
    ["throw", (error?: unknown) => reading.throw(error)],
    [Symbol.asyncIterator, () => observed],
  ]);
  const observed: Original = new Proxy(original, {
    get(target, key) {
      const method = methods.get(key);
      if (method !== undefined) return method;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return observed;
}

function isIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof readProperty(value, "next") === "function";
}

/** The microtasks after which a stream that was just made has its first chunk ready to be read. */
const ticksUntilReady = 24;

class ObservedReading implements PulledStream {
  run: Run | undefined;
  /** Where the stream is read: inside of a captured run it is one of its steps. */
  readonly #reader: Scope | undefined = currentScope();
  readonly #iterator: AsyncIterator<unknown>;
  readonly #streamed = new StreamedText();
  #ready: Promise<void> | undefined;

  constructor(iterator: AsyncIterator<unknown>, run: Run | undefined) {
    this.#iterator = iterator;
    this.run = run;
    if (run !== undefined) return;
    this.#ready = waitTicks(ticksUntilReady).then(() => {
      this.#ready = undefined;
    });
  }

  async next(...args: [] | [unknown]): Promise<IteratorResult<unknown>> {
    // Reading a chunk that is there makes the stream fetch the next within the call, which is what links it to its run.
    if (this.#ready !== undefined) await this.#ready;
    try {
      const result = await whilePulling(this, () => this.#iterator.next(...args));
      if (result.done !== true) this.#take(result.value);
      return result;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async leave(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#cut("cancelled");
    const leaving = this.run === undefined ? beginLeaving() : undefined;
    try {
      return (await this.#iterator.return?.(value)) ?? { done: true, value: undefined };
    } finally {
      if (leaving !== undefined) endLeaving(leaving);
    }
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#fail(error);
    if (this.#iterator.throw !== undefined) return this.#iterator.throw(error);
    throw error;
  }

  #take(chunk: unknown): void {
    this.#streamed.add(chunk);
    this.#tellTree();
  }

  #fail(error: unknown): void {
    this.#cut(errorStatus(error, this.run?.tree.signal));
  }

  #cut(status: InteractionStatus): void {
    const { run } = this;
    if (run === undefined) return;
    if (this.#isInner(run)) {
      // The turn goes on without the rest of this step.
      if (!run.hasEnded) run.book.end(run, status);
      return;
    }
    this.#tellTree();
    run.tree.cut(status);
  }

  #tellTree(): void {
    const { run } = this;
    if (run !== undefined && !this.#isInner(run)) run.tree.streamedText ??= () => this.#streamed.text;
  }

  #isInner(run: Run): boolean {
    return this.#reader === run.tree;
  }
}

async function waitTicks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await undefined;
}
