// What the rest of the package needs from the machine it runs on. runtime.node.ts and runtime.portable.ts provide it;
// package.json's `imports` choose between them, so that no `node:` import reaches an edge bundle.

import type { Spool, SpoolOptions } from "../sender/spool.ts";
import type { Transport, TransportOptions } from "../sender/transport.ts";

/** The part of AsyncLocalStorage that capture uses. `enterWith` is missing on Cloudflare Workers. */
export interface ContextStorage<Value> {
  getStore(): Value | undefined;
  run<Result>(value: Value, callback: () => Result): Result;
  enterWith?(value: Value | undefined): void;
}

export interface Runtime {
  /** A storage that follows asynchronous calls; where the machine has none, one that follows nothing. */
  createContextStorage<Value>(): ContextStorage<Value>;
  /** Runs a function outside the caller's asynchronous context, so that what it starts is not taken for the caller's. */
  detach(callback: () => void): void;
  /** What makes the sender's transport; loaded with the sender. */
  loadTransport(): Promise<(options: TransportOptions) => Transport>;
  /** How long an event may be held, in milliseconds, so that others go with it. 0 where none should be. */
  readonly holdMs: number;
  /** Whether timers, fetches and promises end with the request in which they began, so that no other can wait for them. */
  readonly isBoundToRequests: boolean;
  /** Opens the spool directory; undefined where there is no file system. */
  openSpool?(options: SpoolOptions): Promise<Spool>;
  /** HMAC-SHA256 in hexadecimal. */
  hmacSha256(secret: string, text: string): string | Promise<string>;
  readEnvironment(name: string): string | undefined;
  /** Calls back when the process has run out of work; returns the removal. */
  onBeforeExit(listener: () => void): () => void;
  /**
   * Calls back on SIGTERM and SIGINT; when every listener's promise has settled the signal is raised again, unless the program
   * has a handler of its own: `isHandled`. Returns the removal.
   */
  onSignal(listener: (isHandled: boolean) => Promise<void>): () => void;
}
