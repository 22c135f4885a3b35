// Works in the background: takes what waits, a few at a time, oldest first, and keeps what the model says. What waits lies
// in the database, so a restart goes on where the last run stopped and nothing piles up in memory.

import type { Kysely } from "kysely";
import { type AwaitingAnalysis, findAwaitingAnalysis, giveUpAnalysis, saveAnalysis } from "../storage/analyses.ts";
import type { Tables } from "../storage/tables.ts";
import { describeExchanges } from "./analysis.ts";
import { type AnalystModel, askForAnalysis } from "./analyst-model.ts";

export interface AnalystOptions {
  readonly storage: Kysely<Tables>;
  readonly model: AnalystModel;
  /** Told after an analysis was kept. */
  readonly onAnalyzed: () => void;
  /** Told of what went wrong, without any text of an interaction. */
  readonly onError: (message: string) => void;
  /** Calls under way at once. */
  readonly concurrency?: number;
  /** Upper limit of the first pause after a failure; it doubles with every failure that follows. */
  readonly baseDelayMs?: number;
}

const callTimeoutMs = 60_000;
const maxAttempts = 3;
const maxDelayMs = 60_000;

export class Analyst {
  readonly #options: Required<AnalystOptions>;
  readonly #closing = new AbortController();
  /** Failed attempts of what is being worked on; no longer than `concurrency`. */
  readonly #attempts = new Map<string, number>();
  #failuresInRow = 0;
  #work: Promise<void> | undefined;
  #isWoken = false;

  constructor(options: AnalystOptions) {
    this.#options = { concurrency: 2, baseDelayMs: 1_000, ...options };
  }

  /** Something may wait. */
  wake(): void {
    if (this.#closing.signal.aborted) return;
    this.#isWoken = true;
    this.#work ??= this.#workOff().finally(() => {
      this.#work = undefined;
      // What came between the last look and here.
      if (this.#isWoken) this.wake();
    });
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  /** Ends calls that are under way; what waits is left for the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #workOff(): Promise<void> {
    const { storage, concurrency, onError } = this.#options;
    while (!this.#closing.signal.aborted) {
      this.#isWoken = false;
      try {
        const waiting = await findAwaitingAnalysis(storage, concurrency);
        if (waiting.length === 0) return;
        const outcomes = await Promise.all(waiting.map((interaction) => this.#analyze(interaction)));
        this.#failuresInRow = outcomes.every((isDone) => isDone) ? 0 : this.#failuresInRow + 1;
      } catch (error) {
        // The database is busy or gone; the interactions still wait in it.
        this.#failuresInRow += 1;
        onError(`the analyst could not reach the database: ${messageOf(error)}`);
      }
      if (this.#failuresInRow > 0) await this.#pause();
    }
  }

  /** Whether the interaction is done with. */
  async #analyze(interaction: AwaitingAnalysis): Promise<boolean> {
    const { storage, model, onAnalyzed } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(callTimeoutMs)]);
    try {
      const exchanges = describeExchanges(interaction.earlier, interaction.exchange);
      await saveAnalysis(storage, interaction, await askForAnalysis(model, exchanges, signal));
    } catch (error) {
      if (this.#closing.signal.aborted) return true;
      return this.#failed(interaction, error);
    }
    this.#attempts.delete(interaction.id);
    onAnalyzed();
    return true;
  }

  /** The model refused, was out of reach, or answered something else. */
  async #failed(interaction: AwaitingAnalysis, error: unknown): Promise<boolean> {
    const attempts = (this.#attempts.get(interaction.id) ?? 0) + 1;
    if (attempts < maxAttempts) {
      this.#attempts.set(interaction.id, attempts);
      return false;
    }
    this.#attempts.delete(interaction.id);
    await giveUpAnalysis(this.#options.storage, interaction);
    this.#options.onError(`the analyst gave up on an interaction after ${attempts} attempts: ${messageOf(error)}`);
    return false;
  }

  #pause(): Promise<void> {
    const delayMs = Math.min(maxDelayMs, this.#options.baseDelayMs * 2 ** (this.#failuresInRow - 1));
    return new Promise((resolve) => {
      const { signal } = this.#closing;
      const timer = setTimeout(end, delayMs);
      timer.unref();
      signal.addEventListener("abort", end, { once: true });
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      }
    });
  }
}

/** The kind of a failure; messages of models and validators may quote what they were given. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown failure";
}
