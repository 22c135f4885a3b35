// The runtime where there is no Node to count on: edge runtimes, Cloudflare Workers, what was bundled for a browser. Web
// standards only.

import type { ContextStorage, Runtime } from "./runtime.ts";
import { sharedListener } from "./shared-listener.ts";
import { listenToSignals, type SignalledProcess } from "./signals.ts";

interface ContextStorageConstructor {
  new <Value>(): ContextStorage<Value>;
}

interface NodeLikeProcess {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly getBuiltinModule?: (name: string) => unknown;
  readonly on?: (event: string, listener: () => void) => unknown;
  readonly off?: (event: string, listener: () => void) => unknown;
}

function readGlobal(name: string): unknown {
  return Reflect.get(globalThis, name);
}

function nodeLikeProcess(): NodeLikeProcess | undefined {
  const found = readGlobal("process");
  return typeof found === "object" && found !== null ? found : undefined;
}

function findContextStorageConstructor(): ContextStorageConstructor | undefined {
  const onGlobal = readGlobal("AsyncLocalStorage");
  if (typeof onGlobal === "function") return onGlobal as unknown as ContextStorageConstructor;
  const module = nodeLikeProcess()?.getBuiltinModule?.("node:async_hooks");
  const exported = typeof module === "object" && module !== null ? Reflect.get(module, "AsyncLocalStorage") : undefined;
  return typeof exported === "function" ? exported : undefined;
}

/** Not every AsyncLocalStorage can take a snapshot; without one the work is done in the caller's context. */
function findDetach(): (callback: () => void) => void {
  const Found: unknown = findContextStorageConstructor();
  const snapshot: unknown = typeof Found === "function" ? Reflect.get(Found, "snapshot") : undefined;
  const run: unknown = typeof snapshot === "function" ? Reflect.apply(snapshot, Found, []) : undefined;
  return typeof run === "function" ? (callback) => void run(callback) : (callback) => callback();
}

const followsNothing = <Value>(): ContextStorage<Value> => ({
  getStore: () => undefined,
  run: (_value, callback) => callback(),
});

const isBun = readGlobal("Bun") !== undefined;

export const runtime: Runtime = {
  createContextStorage<Value>() {
    const Found = findContextStorageConstructor();
    return Found === undefined ? followsNothing<Value>() : new Found<Value>();
  },
  detach: findDetach(),
  async loadTransport() {
    const { createFetchTransport } = await import("../sender/fetch-transport.ts");
    return createFetchTransport;
  },
  // Cloudflare's workers, and the edge of whoever builds on them. Bun is a process like Node.
  isBoundToRequests: !isBun,
  // Some web runtimes end a request's timers with the request.
  holdMs: 0,
  async hmacSha256(secret, text) {
    const encoder = new TextEncoder();
    const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
    ]);
    const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
    return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  readEnvironment: (name) => nodeLikeProcess()?.env?.[name],
  onBeforeExit: sharedListener<() => void>("before-exit-1", (listeners) => {
    const callAll = (): void => {
      for (const listener of listeners) listener();
    };
    const found = nodeLikeProcess();
    try {
      found?.on?.("beforeExit", callAll);
    } catch {
      // Next.js' Edge runtime has the method only to throw from it; such a host has no exit to wait for.
      return () => {};
    }
    return () => void found?.off?.("beforeExit", callAll);
  }),
  onSignal: sharedListener<(isHandled: boolean) => Promise<void>>("signals-2", (listeners) =>
    isBun ? listenToSignals(readGlobal("process") as SignalledProcess, listeners) : () => {},
  ),
};
