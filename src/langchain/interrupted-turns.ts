// Turns of LangGraph that stopped to ask the user: kept open, by thread, until the graph is resumed or asked something else.

import type { OpenInteraction } from "../capture/open-interaction.ts";
import { readProperty } from "./read-value.ts";

/** Threads waited for at once; the idle limit ends each, this bound guards the map besides. */
const maxWaiting = 10_000;

interface WaitingTurn {
  readonly interaction: OpenInteraction;
  readonly release: () => void;
}

export class InterruptedTurns {
  readonly #waiting = new Map<string, WaitingTurn>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Keeps an interaction open for the resume of its thread. */
  wait(threadId: string, interaction: OpenInteraction): void {
    this.#waiting.get(threadId)?.release();
    if (this.#waiting.size >= maxWaiting) return;
    const turn: WaitingTurn = { interaction, release: interaction.hold() };
    this.#waiting.set(threadId, turn);
    interaction.onSettle(() => {
      if (this.#waiting.get(threadId) === turn) this.#waiting.delete(threadId);
    });
  }

  /**
   * A root starts on a thread: the interaction that it resumes, still held until `release`. One that asks something new
   * instead lets the waiting interaction end as it is.
   */
  take(threadId: string, inputs: unknown): WaitingTurn | undefined {
    const turn = this.#waiting.get(threadId);
    if (turn === undefined) return undefined;
    this.#waiting.delete(threadId);
    if (isResume(inputs)) return turn;
    turn.release();
    return undefined;
  }
}

/** Whether a graph is called to go on: with a command, or with no input after a breakpoint. */
function isResume(inputs: unknown): boolean {
  if (readProperty(inputs, "lg_name") === "Command") return readProperty(inputs, "resume") !== undefined;
  return readProperty(inputs, "input") === null;
}
