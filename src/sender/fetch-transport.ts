// The transport over `fetch`: for runtimes without Node, and for callers who bring their own.

import { systemClock } from "../runtime/clock.ts";
import { TurnoverSet } from "../runtime/turnover-set.ts";
import { errorCode } from "./error-code.ts";
import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

/** More of an answer is not read: the status has said what there is to know. */
const maxAnswerBytes = 65_536;

export function createFetchTransport(options: TransportOptions): Transport {
  const underWay = new TurnoverSet<AbortController>();
  const letGo = (): void => {
    for (const controller of underWay.items()) controller.abort();
  };
  return {
    letGo,
    async post(request) {
      const controller = new AbortController();
      underWay.add(controller);
      const aborted = new Promise<TransportOutcome>((resolve) => {
        controller.signal.addEventListener("abort", () => resolve({ type: "no-answer", code: "timeout" }));
      });
      const cancelDeadline = systemClock.setTimer(() => controller.abort(), options.timeoutMs);
      try {
        // A fetch of the caller's own may ignore the signal, so the deadline is raced besides.
        return await Promise.race([exchange(request, options, controller.signal), aborted]);
      } finally {
        cancelDeadline();
        underWay.delete(controller);
      }
    },
    close() {
      letGo();
      return Promise.resolve();
    },
  };
}

async function exchange(
  request: TransportRequest,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<TransportOutcome> {
  try {
    // Looked up for every request: a host may replace its fetch after we were loaded.
    const send = options.fetch ?? globalThis.fetch;
    const response = await send(`${options.baseUrl}${request.path}`, {
      method: "POST",
      headers: options.headers,
      // No shared memory can be behind it: the sender encoded it itself.
      body: request.body as Uint8Array<ArrayBuffer>,
      redirect: "manual",
      signal,
    });
    const text = await readStart(response, signal);
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    return {
      type: "answer",
      // A redirect that is not followed shows as status 0 where fetch hides it.
      status: response.type === "opaqueredirect" ? 302 : response.status,
      text,
      ...(retryAfter !== undefined && { retryAfter }),
    };
  } catch (error) {
    // Whatever fetch throws, there was no answer: refused, reset, DNS, TLS, aborted, or no fetch at all.
    return { type: "no-answer", code: errorCode(error) };
  }
}

/** The start of an answer's text; a longer rest is not waited for, nor what comes after the deadline. */
async function readStart(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const reader = readerOf(response.body);
  if (reader === undefined) return readOtherwise(response);
  // The platform has answered; what cancelling it makes of the connection does not matter.
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; bytes < maxAnswerBytes; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  cancel();
  return text;
}

function readerOf(body: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> | undefined {
  try {
    return body.getReader();
  } catch {
    // The caller's fetch has read it, to log it, or its bodies are no web streams.
    return undefined;
  }
}

async function readOtherwise(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    // The status has come, and it says whether the platform took the event.
    return "";
  }
}
