// The runtime on Node. The only place, with the other `.node.ts` files, that imports Node's own modules.

import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac } from "node:crypto";
import { createFetchTransport } from "../sender/fetch-transport.ts";
import { createUndiciTransport } from "../sender/undici-transport.node.ts";
import type { Runtime } from "./runtime.ts";

export const runtime: Runtime = {
  createContextStorage: <Value>() => new AsyncLocalStorage<Value>(),
  createTransport: (options) =>
    options.fetch === undefined ? createUndiciTransport(options) : createFetchTransport(options),
  hmacSha256: (secret, text) => createHmac("sha256", secret).update(text).digest("hex"),
  readEnvironment: (name) => process.env[name],
  onBeforeExit(listener) {
    process.on("beforeExit", listener);
    return () => process.off("beforeExit", listener);
  },
  onSignal(listener) {
    const signals = ["SIGTERM", "SIGINT"] as const;
    const onSignal = (signal: NodeJS.Signals): void => {
      remove();
      // Raised again without us listening, the signal does what it would have done.
      void listener().finally(() => process.kill(process.pid, signal));
    };
    const remove = (): void => {
      for (const signal of signals) process.off(signal, onSignal);
    };
    for (const signal of signals) process.on(signal, onSignal);
    return remove;
  },
};
