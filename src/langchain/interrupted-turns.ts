// Turns of LangGraph that stopped to ask the user: kept open until the graph is resumed or asked something else. The
// checkpoint at which a graph stopped tells exactly which turn goes on; versions that do not tell it have the thread.

import type { OpenInteraction } from "../capture/open-interaction.ts";
import { isResume } from "./graph-resume.ts";

/** Turns waited for at once; the idle limit ends each, this bound guards the maps besides. */
const maxWaiting = 10_000;

export interface WaitingTurn {
  readonly interaction: OpenInteraction;
  /** Ends the wait. */
  readonly release: () => void;
}

/** Where a turn stopped. */
export interface StoppingPlace {
  readonly threadId: string | undefined;
  readonly checkpointIds: ReadonlySet<string>;
}

interface Entry extends WaitingTurn, StoppingPlace {}

export class InterruptedTurns {
  readonly #entries = new Set<Entry>();
  readonly #byThread = new Map<string, Entry>();
  readonly #byCheckpoint = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Keeps an interaction open for the resume. */
  wait(interaction: OpenInteraction, place: StoppingPlace): void {
    const { threadId } = place;
    if (threadId === undefined && place.checkpointIds.size === 0) return;
    const former = threadId === undefined ? undefined : this.#byThread.get(threadId);
    if (former !== undefined) {
      this.#remove(former);
      former.release();
    }
    if (this.#entries.size >= maxWaiting) return;
    // The tree's own set is emptied by what happens in the tree later.
    const checkpointIds = new Set(place.checkpointIds);
    const entry: Entry = { interaction, release: interaction.hold(), threadId, checkpointIds };
    this.#entries.add(entry);
    if (threadId !== undefined) this.#byThread.set(threadId, entry);
    for (const id of checkpointIds) this.#byCheckpoint.set(id, entry);
    interaction.onSettle(() => this.#remove(entry));
  }

  /**
   * A root starts on a thread: the turn that it resumes, still held until `release`. One that asks something new instead
   * lets the waiting turn end as it is.
   */
  takeByThread(threadId: string, inputs: unknown): WaitingTurn | undefined {
    const entry = this.#byThread.get(threadId);
    if (entry === undefined) return undefined;
    this.#remove(entry);
    if (isResume(inputs)) return entry;
    entry.release();
    return undefined;
  }

  /** A graph goes on from a checkpoint: the turn that stopped there. */
  takeByCheckpoint(checkpointId: string): WaitingTurn | undefined {
    const entry = this.#byCheckpoint.get(checkpointId);
    if (entry !== undefined) this.#remove(entry);
    return entry;
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    if (entry.threadId !== undefined && this.#byThread.get(entry.threadId) === entry) {
      this.#byThread.delete(entry.threadId);
    }
    for (const id of entry.checkpointIds) if (this.#byCheckpoint.get(id) === entry) this.#byCheckpoint.delete(id);
  }
}
