// When a process or a serverless invocation ends: what a client does so that nothing it took is left behind.

import type { Clock } from "./runtime/clock.ts";
import type { PacedLogger } from "./runtime/logger.ts";
import { findWaitUntil, type WaitUntil } from "./runtime/request-context.ts";
import type { Runtime } from "./runtime/runtime.ts";
import type { FlushResult } from "./sender/outgoing-event.ts";

export interface ClientEndingsOptions {
  readonly runtime: Pick<Runtime, "onBeforeExit" | "onSignal">;
  readonly clock: Clock;
  readonly logger: PacedLogger;
  /** The client's option; the host's own is looked for where it is not given. */
  readonly waitUntil: WaitUntil | undefined;
  readonly flushOnSignal: boolean;
  /** Settles what is open, as nothing more will come. */
  readonly settleAll: () => void;
  readonly hasPending: () => boolean;
  readonly flush: (options: { readonly timeoutMs: number; readonly isLast?: boolean }) => Promise<FlushResult>;
  readonly shutdown: (options: { readonly timeoutMs: number }) => Promise<FlushResult>;
}

/** A process that has run out of work, or was told to stop, waits this long for the platform, all in all. */
const exitFlushMs = 2_000;

export class ClientEndings {
  readonly #options: ClientEndingsOptions;
  readonly #removals: (() => void)[] = [];
  #exitBudgetMs = exitFlushMs;

  constructor(options: ClientEndingsOptions) {
    this.#options = options;
    this.#removals.push(options.runtime.onBeforeExit(() => void this.#drain()));
    if (!options.flushOnSignal) return;
    // A program with a handler of its own goes on, and may have answers to finish.
    const onSignal = async (isHandled: boolean): Promise<void> =>
      void (await options[isHandled ? "flush" : "shutdown"]({ timeoutMs: exitFlushMs }));
    this.#removals.push(options.runtime.onSignal(onSignal));
  }

  /** Asks the host to let the invocation live until the promise has settled. Never throws. */
  keepAliveUntil(createPromise: () => Promise<unknown>): void {
    const waitUntil = this.#options.waitUntil ?? findWaitUntil(this.#options.clock.elapsedMs());
    if (waitUntil === undefined) return;
    try {
      waitUntil(createPromise());
    } catch {
      // The request is over already; the event is sent while the process lives.
      this.#options.logger.debug(() => "waitUntil refused; a late event is sent without it");
    }
  }

  /** Removes every listener. Idempotent. */
  close(): void {
    for (const remove of this.#removals.splice(0)) remove();
  }

  /** Node calls again after whatever was done here, so a dead platform must not get its time again and again. */
  async #drain(): Promise<void> {
    const budgetMs = this.#exitBudgetMs;
    if (budgetMs <= 0) return;
    this.#options.settleAll();
    if (!this.#options.hasPending()) return;
    // Whoever calls while this one runs finds nothing to do.
    this.#exitBudgetMs = 0;
    this.#exitBudgetMs = await import("./client-delivery.ts").then(
      ({ drainAtExit }) => drainAtExit(this.#options, budgetMs),
      // A deployment that lacks a file of this package; what was lost is in the books.
      () => 0,
    );
  }
}
