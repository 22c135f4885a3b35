// The transport over undici's Pool: keep-alive connections on Node.

import { createFetchTransport } from "./fetch-transport.ts";
import type { Transport, TransportOptions } from "./transport.ts";

export function createUndiciTransport(options: TransportOptions): Transport {
  return createFetchTransport(options);
}
