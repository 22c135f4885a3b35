// Whether the environment names a proxy on the way to the platform: HTTPS_PROXY and HTTP_PROXY, in capitals or not. The way
// through it is in proxy-transport.node.ts.

import { isLoopbackHost } from "../settings/loopback-host.ts";

/** Whether requests to this address may have to go through a proxy. What is on this machine never does. */
export function mayNeedProxy(base: URL): boolean {
  if (isLoopbackHost(base.hostname)) return false;
  // As undici reads them: plain HTTP is a fallback for HTTPS, but not the other way round.
  const names = base.protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  return names.some((name) => (process.env[name] ?? process.env[name.toUpperCase()] ?? "") !== "");
}
