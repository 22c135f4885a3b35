// Tool loops between two steps, found again by what the next step shows: the same prompt after a failed attempt, or the
// ids of the tool calls it answers. Bounded by the open interactions; a loop leaves when it goes on or settles.

import type { Capture } from "../capture/capture.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { lastUserText, trailingToolCalls } from "./prompt-text.ts";
import type { ToolLoop } from "./tool-loop.ts";

export class WaitingLoops {
  readonly #byToolCallId = new Map<string, Set<ToolLoop>>();
  readonly #byPrompt = new WeakMap<object, ToolLoop>();

  /** Remembers a loop; returns the removal. */
  add(loop: ToolLoop, toolCallIds: readonly string[]): () => void {
    const { lastPrompt } = loop;
    if (typeof lastPrompt === "object" && lastPrompt !== null) this.#byPrompt.set(lastPrompt, loop);
    for (const id of toolCallIds) {
      const loops = this.#byToolCallId.get(id) ?? new Set();
      this.#byToolCallId.set(id, loops.add(loop));
    }
    return () => {
      for (const id of toolCallIds) {
        const loops = this.#byToolCallId.get(id);
        loops?.delete(loop);
        if (loops?.size === 0) this.#byToolCallId.delete(id);
      }
    };
  }

  /** The loop that a call with this prompt goes on with. */
  find(capture: Capture, prompt: unknown): ToolLoop | undefined {
    const retried = typeof prompt === "object" && prompt !== null ? this.#byPrompt.get(prompt) : undefined;
    if (retried?.isWaiting === true && retried.capture === capture) return retried;
    for (const { toolCallId, toolName } of trailingToolCalls(prompt)) {
      for (const loop of this.#byToolCallId.get(toolCallId) ?? []) {
        if (loop.capture !== capture || !loop.hasToolCall(toolCallId, toolName)) continue;
        // Some local models number their tool calls anew in every turn, so the id alone proves nothing.
        if (lastUserText(loop.lastPrompt) === lastUserText(prompt)) return loop;
      }
    }
    return undefined;
  }
}

/** Shared by all copies of the package in the process. */
export function waitingLoops(): WaitingLoops {
  return globalSingleton("ai-sdk-waiting-loops-1", () => new WaitingLoops());
}
