// Model calls that the SDK's telemetry has announced and that are about to reach the model. An observed model finds its
// call here and leaves it to the telemetry, or goes on with what the telemetry began.

import type { Capture } from "../capture/capture.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { TurnoverSet } from "../runtime/turnover-set.ts";
import type { CallFollower } from "./call-follower.ts";
import { isList } from "./read-shape.ts";
import type { ToolLoop } from "./tool-loop.ts";

export interface AnnouncedCall {
  readonly capture: Capture;
  readonly modelId: string;
  /** The prompt, values or documents as the event shows them; an empty list when they are not to be recorded. */
  readonly content: unknown;
  /** Where the model's observer sees more of the call than the telemetry: what follows it, and the loop it is a step of. */
  readonly step?: { readonly follower: CallFollower; readonly loop: ToolLoop };
}

export class AnnouncedCalls {
  readonly #calls = new TurnoverSet<AnnouncedCall>();

  /** Returns the removal, which says whether the call was still there. */
  add(call: AnnouncedCall): () => boolean {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** The announcement of a call, which is taken by it. */
  take(call: {
    readonly capture: Capture;
    readonly modelId: string;
    readonly content: unknown;
  }): AnnouncedCall | undefined {
    if (this.#calls.size === 0) return undefined;
    for (const announced of this.#calls.items()) {
      if (announced.capture !== call.capture || announced.modelId !== call.modelId) continue;
      if (!isSameContent(announced.content, call.content)) continue;
      this.#calls.delete(announced);
      return announced;
    }
    return undefined;
  }
}

let known: AnnouncedCalls | undefined;

/** Shared by all copies of the package in the process. */
export function announcedCalls(): AnnouncedCalls {
  known ??= globalSingleton("ai-sdk-announced-calls-1", () => new AnnouncedCalls());
  return known;
}

/** The SDK hands out the same prompt, but copies of value lists. */
function isSameContent(announced: unknown, given: unknown): boolean {
  if (announced === given) return true;
  if (!isList(announced) || !isList(given)) return false;
  if (announced.length === 0) return true;
  return announced.length === given.length && announced.every((item, index) => item === given[index]);
}
