// The transport over `fetch`: for runtimes without Node, and for callers who bring their own.

import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

export function createFetchTransport(options: TransportOptions): Transport {
  const send = options.fetch ?? globalThis.fetch;
  return {
    async post(request: TransportRequest): Promise<TransportOutcome> {
      try {
        const response = await send(`${options.baseUrl}${request.path}`, {
          method: "POST",
          headers: options.headers,
          body: request.body as Uint8Array<ArrayBuffer>,
          redirect: "manual",
          signal: AbortSignal.any([request.signal, AbortSignal.timeout(options.timeoutMs)]),
        });
        const text = await response.text();
        const retryAfter = response.headers.get("retry-after") ?? undefined;
        return {
          type: "answer",
          status: response.status,
          text: text.slice(0, 2_000),
          ...(retryAfter !== undefined && { retryAfter }),
        };
      } catch (error) {
        return { type: "no-answer", code: error instanceof Error ? error.name : "unknown" };
      }
    },
    close: () => Promise.resolve(),
  };
}
