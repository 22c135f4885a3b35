// The transport through a company's proxy, over undici: it reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY as other tools do, and
// leads tunnels. Loaded where the environment names a proxy only: undici takes longer to load than all the rest.

import type { Dispatcher } from "undici";
import { systemClock } from "../runtime/clock.ts";
import { TurnoverSet } from "../runtime/turnover-set.ts";
import { maxAnswerBytes } from "./answer-reader.ts";
import { errorCode } from "./error-code.ts";
import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

interface ProxiedRequest extends TransportRequest {
  readonly origin: string;
  /** Holds what gives the request up for as long as it is under way. */
  readonly underWay: TurnoverSet<() => void>;
}

export async function createProxyTransport(options: TransportOptions): Promise<Transport> {
  const { EnvHttpProxyAgent } = await import("undici");
  const { origin, pathname } = new URL(options.baseUrl);
  const pathPrefix = pathname.replace(/\/$/, "");
  const agent = new EnvHttpProxyAgent({
    connections: options.concurrency,
    connect: { timeout: options.timeoutMs },
    // dispatch() watches one deadline over the whole request.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const underWay = new TurnoverSet<() => void>();
  return {
    post: ({ path, body }) => dispatch(agent, { origin, path: `${pathPrefix}${path}`, body, underWay }, options),
    letGo: () => {
      for (const giveUp of underWay.items()) giveUp();
    },
    close: () => agent.destroy(),
  };
}

function dispatch(
  dispatcher: Dispatcher,
  request: ProxiedRequest,
  options: TransportOptions,
): Promise<TransportOutcome> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isSettled = false;
    let status = 0;
    let retryAfter: string | undefined;
    let text = "";
    let bytes = 0;
    const settle = (outcome: TransportOutcome): void => {
      if (isSettled) return;
      isSettled = true;
      cancelDeadline();
      request.underWay.delete(giveUp);
      resolve(outcome);
    };
    const answer = (): TransportOutcome => ({
      type: "answer",
      status,
      text,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    // An answer without end has said all that there is to know, however it breaks off.
    const cutShort = (code: string): TransportOutcome =>
      bytes > maxAnswerBytes ? answer() : { type: "no-answer", code };
    const giveUp = (): void => {
      settle(cutShort("timeout"));
      controller?.abort(new Error("timeout"));
    };
    const cancelDeadline = systemClock.setTimer(giveUp, options.timeoutMs);
    request.underWay.add(giveUp);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // The deadline may have passed while the request waited for a connection.
        if (isSettled) started.abort(new Error("timeout"));
        else controller = started;
      },
      onResponseStart(_controller, statusCode, headers) {
        status = statusCode;
        retryAfter = firstValue(headers["retry-after"]);
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.byteLength;
        if (status >= 300 && bytes <= maxAnswerBytes) text += chunk.toString("utf8");
      },
      onResponseEnd: () => settle(answer()),
      onResponseError: (_controller, error) => settle(cutShort(errorCode(error))),
    };
    try {
      const { origin, path, body } = request;
      dispatcher.dispatch({ origin, path, method: "POST", headers: options.headers, body }, handler);
    } catch (error) {
      // undici refuses what it cannot send at all, and Bun's stand-in for undici has no dispatch.
      settle({ type: "no-answer", code: errorCode(error) });
    }
  });
}

function firstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
