// The change feed: server-sent events without content, some time apart however much is stored.

import type { Changes } from "../changes.ts";

/** Changes within this time are one event. */
const gatherMs = 200;
/** A comment, so that neither side takes the silence for the end. */
const keepAliveMs = 15_000;

/** A stream that says `changed` whenever something was, until its reader leaves. */
export function streamChanges(changes: Changes, left: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end: () => void = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        // A reader that does not keep up misses nothing: what lies in the stream already tells it to look.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
      };
      let gathering: NodeJS.Timeout | undefined;
      const unsubscribe = changes.subscribe(() => {
        gathering ??= setTimeout(() => {
          gathering = undefined;
          write("event: changed\ndata: {}\n\n");
        }, gatherMs).unref();
      });
      const keepAlive = setInterval(() => write(": still here\n\n"), keepAliveMs).unref();
      end = () => {
        unsubscribe();
        clearTimeout(gathering);
        clearInterval(keepAlive);
      };
      left.addEventListener("abort", () => end(), { once: true });
      write(": connected\n\n");
    },
    cancel: () => end(),
  });
}
