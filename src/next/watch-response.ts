// A response whose body tells when it was read to its end. Everything else about it stays as it was.

import { isAbort } from "../capture/supervise-scope.ts";

/** How a body, or a whole answer, ended. */
export type AnswerEnd = "completed" | "failed" | "cancelled";

export interface BodyWatcher {
  /** Runs one read of the body. */
  read<Result>(read: () => Result): Result;
  onChunk(): void;
  /** Called once. */
  onEnd(end: AnswerEnd): void;
}

/** The twin of a response, with a watched body. Undefined when there is no body to watch; the response is untouched then. */
export function watchResponse(response: Response, watcher: BodyWatcher): Response | undefined {
  const { body } = response;
  if (body === null || body.locked) return undefined;
  try {
    return twinOf(response, watchBody(body, watcher));
  } catch {
    // A response that can't be built again (a status outside 200 to 599, a subclass of its own mind) is sent unwatched.
    return undefined;
  }
}

/** The same response around another body. Throws when there is no building it. */
function twinOf(response: Response, body: ReadableStream<Uint8Array>): Response {
  const { status, statusText, headers } = response;
  const init = { status, statusText, headers };
  const twin = isPlain(response) ? new Response(body, init) : twinOfSubclass(response, body, init);
  for (const field of ["url", "redirected", "type"] as const) {
    if (twin[field] !== response[field])
      Object.defineProperty(twin, field, { value: response[field], configurable: true });
  }
  for (const key of Reflect.ownKeys(response)) {
    const property = Object.getOwnPropertyDescriptor(response, key);
    if (property !== undefined && !Object.hasOwn(twin, key)) Object.defineProperty(twin, key, property);
  }
  return twin;
}

function isPlain(response: Response): boolean {
  return Object.getPrototypeOf(response) === Response.prototype;
}

/** `NextResponse` keeps its cookies beside its headers, so its own constructor has to build it. */
function twinOfSubclass(response: Response, body: ReadableStream<Uint8Array>, init: ResponseInit): Response {
  try {
    const made: unknown = Reflect.construct(response.constructor as new () => Response, [body, init]);
    // A constructor that takes something else made something else.
    if (made instanceof Response && made.body === body && made.status === response.status) return made;
  } catch {
    // A constructor that takes something else: the prototype alone has to do.
  }
  return Object.setPrototypeOf(new Response(body, init), Object.getPrototypeOf(response));
}

/** Hands on what is read, when it is read: no chunk is taken from the source before somebody asks for it. */
function watchBody(body: ReadableStream<Uint8Array>, watcher: BodyWatcher): ReadableStream<Uint8Array> {
  // Taken at the first read, so that a twin that could not be built leaves the body unlocked.
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let isCancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= body.getReader();
        const open = reader;
        try {
          const { done, value } = await watcher.read(() => open.read());
          if (isCancelled) return;
          if (!done) {
            controller.enqueue(value);
            return watcher.onChunk();
          }
          controller.close();
          watcher.onEnd("completed");
        } catch (error) {
          // The source failed: its reader is told with the same error.
          controller.error(error);
          watcher.onEnd(isAbort(error) ? "cancelled" : "failed");
        }
      },
      cancel(reason) {
        isCancelled = true;
        watcher.onEnd("cancelled");
        return reader === undefined ? body.cancel(reason) : reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
