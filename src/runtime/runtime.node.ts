// The runtime on Node, Bun and Deno. The only place, with the other `.node.ts` files, that imports Node's own modules.

import { AsyncLocalStorage } from "node:async_hooks";
import { isNodeLookAlike } from "./node-look-alike.node.ts";
import type { Runtime } from "./runtime.ts";
import { sharedListener } from "./shared-listener.ts";
import { listenToSignals, type SignalledProcess } from "./signals.ts";

// Importing happens outside every request, so this is the context of nobody.
const runDetached = AsyncLocalStorage.snapshot();

/** Set where a process may be frozen as soon as it has answered: on AWS Lambda and what is built on it, Google's and Azure's. */
const freezingHosts = ["AWS_LAMBDA_FUNCTION_NAME", "VERCEL", "K_SERVICE", "FUNCTIONS_WORKER_RUNTIME"];

export const runtime: Runtime = {
  createContextStorage: <Value>() => new AsyncLocalStorage<Value>(),
  detach: (callback) => runDetached(callback),
  async loadTransport() {
    const { createNodeTransport } = await import("../sender/node-transport.node.ts");
    return createNodeTransport;
  },
  isBoundToRequests: false,
  // With a fetch nothing shares a write. Deno would ask its user before a variable is read.
  holdMs: isNodeLookAlike || freezingHosts.some((name) => process.env[name] !== undefined) ? 0 : 20,
  async openSpool(options) {
    const { openSpool } = await import("../sender/spool.node.ts");
    return openSpool(options);
  },
  async hmacSha256(secret, text) {
    // Loaded by those who ask for it alone: it takes longer than all that importing the package loads.
    const { createHmac } = await import("node:crypto");
    return createHmac("sha256", secret).update(text).digest("hex");
  },
  readEnvironment(name) {
    try {
      return process.env[name];
    } catch {
      // Deno lets programs read only what they were allowed to; to them the rest is not set.
      return undefined;
    }
  },
  onBeforeExit: sharedListener<() => void>("before-exit-1", (listeners) => {
    const callAll = (): void => {
      for (const listener of listeners) listener();
    };
    process.on("beforeExit", callAll);
    return () => process.off("beforeExit", callAll);
  }),
  onSignal: sharedListener<(isHandled: boolean) => Promise<void>>("signals-2", (listeners) =>
    listenToSignals(process as SignalledProcess, listeners),
  ),
};
