// Tool loops between two steps, found again by what the next step shows: the headers that the SDK made for the call, the
// same prompt after a failed attempt, or the ids of the tool calls it answers. Bounded by the open interactions; a loop leaves when it goes on or settles.

import type { Capture } from "../capture/capture.ts";
import type { OpenInteraction } from "../capture/open-interaction.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { TurnoverMap } from "../runtime/turnover-map.ts";
import { isSamePrompt, lastUserText, trailingToolCalls, userTexts } from "./prompt-text.ts";
import { isList } from "./read-shape.ts";
import type { ToolLoop } from "./tool-loop.ts";

/** Who makes a model call, and with whose options: two attempts at one call have the same. */
export interface Caller {
  readonly observer: object;
  readonly modelId: string;
  readonly nebuly: unknown;
  /** An object that the SDK made for this one call and gives to all its steps, where it makes one. */
  readonly headers?: object | undefined;
}

/** A call that may go on with a loop. */
export interface NextCall {
  readonly capture: Capture;
  readonly prompt: unknown;
  /** The interaction that the loop must belong to, where a scope says so. */
  readonly within: OpenInteraction | undefined;
  /** Left out where the SDK itself tells which attempts belong together. */
  readonly caller?: Caller;
}

export class WaitingLoops {
  readonly #byToolCallId = new TurnoverMap<string, Set<ToolLoop>>();
  readonly #byQuestion = new TurnoverMap<string, Set<ToolLoop>>();
  readonly #byHeaders = new WeakMap<object, Set<ToolLoop>>();

  /** Remembers a loop; returns the removal. */
  add(loop: ToolLoop, toolCallIds: readonly string[]): () => void {
    const removals = toolCallIds.map((id) => addTo(this.#byToolCallId, id, loop));
    if (loop.failedAttempts > 0) removals.push(addTo(this.#byQuestion, questionOf(loop.lastPrompt), loop));
    const headers = loop.caller?.headers;
    if (headers !== undefined) removals.push(addTo(this.#byHeaders, headers, loop));
    return () => {
      for (const remove of removals) remove();
    };
  }

  /** The loop that the call goes on with. */
  find(call: NextCall): ToolLoop | undefined {
    if (this.#byToolCallId.size === 0 && this.#byQuestion.size === 0) return undefined;
    const headers = call.caller?.headers;
    // Two clients may each follow a model around the same call.
    const own = headers === undefined ? [] : [...(this.#byHeaders.get(headers) ?? [])];
    return own.find((loop) => mayGoOn(loop, call)) ?? this.#findFailed(call) ?? this.#findAsking(call);
  }

  #findFailed({ caller, ...call }: NextCall): ToolLoop | undefined {
    if (caller === undefined || this.#byQuestion.size === 0) return undefined;
    for (const loop of this.#byQuestion.get(questionOf(call.prompt)) ?? []) {
      if (!mayGoOn(loop, call)) continue;
      // A model that falls back on another one hands it the very prompt.
      if (isList(call.prompt) && loop.lastPrompt === call.prompt) return loop;
      // The streams of AI SDK 7 make the prompt anew for every attempt, so it is not always the same object.
      if (isSameCaller(loop.caller, caller) && isSamePrompt(loop.lastPrompt, call.prompt)) return loop;
    }
    return undefined;
  }

  #findAsking(call: NextCall): ToolLoop | undefined {
    const asking = new Set<ToolLoop>();
    for (const { toolCallId, toolName } of trailingToolCalls(call.prompt)) {
      for (const loop of this.#byToolCallId.get(toolCallId) ?? []) {
        if (mayGoOn(loop, call) && loop.hasToolCall(toolCallId, toolName)) asking.add(loop);
      }
    }
    if (asking.size === 0) return undefined;
    // Some local models number their tool calls anew in every turn, so the id alone proves nothing.
    const question = lastUserText(call.prompt);
    const loops = [...asking];
    const same = loops.find((loop) => lastUserText(loop.lastPrompt) === question);
    if (same !== undefined && question !== undefined) return same;
    const cut = loops.filter((loop) => isCutStep(loop, call));
    return cut.length === 1 ? cut[0] : undefined;
  }
}

let known: WaitingLoops | undefined;

/** Shared by all copies of the package in the process. */
export function waitingLoops(): WaitingLoops {
  known ??= globalSingleton("ai-sdk-waiting-loops-1", () => new WaitingLoops());
  return known;
}

interface Book<Key> {
  get(key: Key): Set<ToolLoop> | undefined;
  set(key: Key, loops: Set<ToolLoop>): unknown;
  delete(key: Key): unknown;
}

function addTo<Key>(book: Book<Key>, key: Key, loop: ToolLoop): () => void {
  const loops = book.get(key) ?? new Set<ToolLoop>();
  book.set(key, loops.add(loop));
  return () => {
    loops.delete(loop);
    if (loops.size === 0) book.delete(key);
  };
}

function mayGoOn(loop: ToolLoop, call: NextCall): boolean {
  return loop.capture === call.capture && (call.within === undefined || call.within === loop.interaction);
}

function isSameCaller(one: Caller | undefined, other: Caller): boolean {
  return isSameUser(one, other) && one?.modelId === other.modelId;
}

function isSameUser(one: Caller | undefined, other: Caller): boolean {
  return one?.observer === other.observer && one.nebuly === other.nebuly;
}

/** A next step whose question was cut off, as by a `prepareStep` that keeps the prompt short. */
function isCutStep(loop: ToolLoop, { caller, prompt }: NextCall): boolean {
  if (caller === undefined || !isSameUser(loop.caller, caller)) return false;
  const shown = lastUserText(prompt);
  return shown === undefined || userTexts(loop.lastPrompt).includes(shown);
}

/** Only a key to look under; long questions that begin alike share one. */
function questionOf(prompt: unknown): string {
  return (lastUserText(prompt) ?? "").slice(0, 200);
}
