// The transport over undici's Pool: keep-alive connections on Node. undici is loaded with the first request: it takes longer
// to load than all the rest of the package.

/// <reference path="./undici-files.d.ts" />

import type { Socket } from "node:net";
import type { Dispatcher } from "undici";
import { systemClock } from "../runtime/clock.ts";
import { errorCode } from "./error-code.ts";
import { createFetchTransport } from "./fetch-transport.ts";
import { mayNeedProxy, openProxyAgent } from "./proxy-agent.node.ts";
import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

/** More of an answer is read, so that its connection can serve again, but not kept. */
const maxAnswerBytes = 65_536;

export function createUndiciTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl);
  const pathPrefix = base.pathname.replace(/\/$/, "");
  let opening: Promise<Dispatcher | Transport> | undefined;
  let isClosed = false;
  return {
    async post(request) {
      opening ??= openDispatcher(base, options);
      const dispatcher = await opening;
      if (isClosed) return { type: "no-answer", code: "closed" };
      if ("post" in dispatcher) return dispatcher.post(request);
      const { origin } = base;
      return dispatch(dispatcher, { ...request, origin, path: `${pathPrefix}${request.path}` }, options);
    },
    async close() {
      isClosed = true;
      const dispatcher = await opening;
      if (dispatcher === undefined) return;
      if ("post" in dispatcher) await dispatcher.close();
      else await dispatcher.destroy();
    },
  };
}

async function openDispatcher(base: URL, options: TransportOptions): Promise<Dispatcher | Transport> {
  try {
    if (mayNeedProxy(base)) return await openProxyAgent(options);
    const { Pool, buildConnector } = await loadUndici();
    const { Socket } = await import("node:net");
    const connect = buildConnector({ timeout: options.timeoutMs, allowH2: false });
    return new Pool(base.origin, {
      connections: options.concurrency,
      // dispatch() watches one deadline over the whole request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        const socket: unknown = connect(target, callback);
        if (socket instanceof Socket) keepFromHoldingProcess(socket);
      },
    });
  } catch {
    // A bundle or a lock file without undici; Node's own fetch does the same job with less control.
    return createFetchTransport(options);
  }
}

/** Only what posting needs: the whole of undici takes twice the time to load, and 13 MB more. */
async function loadUndici(): Promise<Pick<typeof import("undici"), "Pool" | "buildConnector">> {
  try {
    const { default: Pool } = await import("undici/lib/dispatcher/pool.js");
    const { default: buildConnector } = await import("undici/lib/core/connect.js");
    return { Pool, buildConnector };
  } catch {
    // A version that keeps its files elsewhere, or a bundle that kept its entry alone.
    return import("undici");
  }
}

/** undici refs a socket whenever a request is on it, which would let an answer that never comes hold the process. */
function keepFromHoldingProcess(socket: Socket): void {
  socket.unref();
  socket.ref = () => socket;
}

function dispatch(
  dispatcher: Dispatcher,
  request: TransportRequest & { readonly origin: string },
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
    const cancelDeadline = systemClock.setTimer(() => {
      settle(cutShort("timeout"));
      controller?.abort(new Error("timeout"));
    }, options.timeoutMs);
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
