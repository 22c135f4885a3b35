// The transport on Node: which of the others carries the requests is found out with the first one. All of them are loaded on
// need, as many who import the package send nothing.

import { isNodeLookAlike } from "../runtime/node-look-alike.node.ts";
import { mayNeedProxy } from "./proxied-address.node.ts";
import type { Transport, TransportOptions, TransportOutcome, TransportRequest } from "./transport.ts";

export function createNodeTransport(options: TransportOptions): Transport {
  let opening: Promise<Transport> | undefined;
  let opened: Transport | undefined;
  let isClosed = false;
  const open = async (): Promise<Transport> => {
    opening ??= openTransport(options);
    opened ??= await opening;
    return opened;
  };
  const postOpening = async (request: TransportRequest): Promise<TransportOutcome> => {
    const transport = await open();
    return isClosed ? { type: "no-answer", code: "closed" } : transport.post(request);
  };
  return {
    get groupSize() {
      return opened?.groupSize ?? 1;
    },
    post: (request) => (opened === undefined || isClosed ? postOpening(request) : opened.post(request)),
    prepare: () => void open().then((transport) => transport.prepare?.()),
    letGo: () => opened?.letGo?.(),
    async close() {
      isClosed = true;
      const transport = await opening;
      await transport?.close();
    },
  };
}

async function openTransport(options: TransportOptions): Promise<Transport> {
  if (options.fetch !== undefined || isNodeLookAlike) return openFetchTransport(options);
  try {
    if (mayNeedProxy(new URL(options.baseUrl))) {
      const { createProxyTransport } = await import("./proxy-transport.node.ts");
      return await createProxyTransport(options);
    }
    const { createHttpTransport } = await import("./http-transport.node.ts");
    return await createHttpTransport(options);
  } catch {
    // A bundle without undici, or a runtime without sockets; its own fetch does the same job with less control.
    return openFetchTransport(options);
  }
}

async function openFetchTransport(options: TransportOptions): Promise<Transport> {
  const { createFetchTransport } = await import("./fetch-transport.ts");
  return createFetchTransport(options);
}
