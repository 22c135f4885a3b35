// The way through a company's proxy, where the environment names one: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not.

import type { Dispatcher } from "undici";
import { isLoopbackHost } from "../settings/loopback-host.ts";
import type { TransportOptions } from "./transport.ts";

/** Whether requests to this address may have to go through a proxy. What is on this machine never does. */
export function mayNeedProxy(base: URL): boolean {
  if (isLoopbackHost(base.hostname)) return false;
  // As undici reads them: plain HTTP is a fallback for HTTPS, but not the other way round.
  const names = base.protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  return names.some((name) => (process.env[name] ?? process.env[name.toUpperCase()] ?? "") !== "");
}

/** Loads the whole of undici, which only those behind a proxy pay for. */
export async function openProxyAgent(options: TransportOptions): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import("undici");
  return new EnvHttpProxyAgent({
    connections: options.concurrency,
    connect: { timeout: options.timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
