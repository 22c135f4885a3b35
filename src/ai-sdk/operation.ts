// One generateText, streamText, generateObject or streamObject as AI SDK 7's telemetry tells of it: its bounds are exact.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus, OpenInteraction } from "../capture/open-interaction.ts";
import type { OpenRoot } from "../capture/open-root.ts";
import { runInScope, type Scope } from "../capture/scope.ts";
import { isAbort } from "../capture/supervise-scope.ts";
import { announcedCalls } from "./announced-calls.ts";
import { LanguageRecording } from "./language-recording.ts";
import type { RecordedContent } from "./recorded-content.ts";
import { type NextStep, type StepEnd, ToolLoop } from "./tool-loop.ts";
import { waitingLoops } from "./waiting-loops.ts";

/** After a step that was cancelled or failed the SDK tells the operation's end at once; some of its versions never do. */
const silenceMs = 1_000;

export interface OperationStart {
  /** The telemetry that follows it; when it is registered twice, only the first does. */
  readonly owner: object;
  readonly capture: Capture;
  /** The messages or the text that it was called with. */
  readonly prompt: unknown;
  readonly recorded: RecordedContent;
  readonly onEnded: () => void;
}

export class Operation {
  readonly owner: object;
  readonly interaction: OpenInteraction;
  readonly loop: ToolLoop;
  /** The prompt of the step that is about to call its model. */
  nextPrompt: unknown;
  /** The last error that a tool of it threw. */
  toolError: unknown;
  readonly #start: OperationStart;
  readonly #root: OpenRoot | undefined;
  /** Whether the interaction was opened for it, or for the request that it goes on with. */
  readonly #isOwnTurn: boolean;
  #lastCall: LanguageRecording | undefined;
  #lastStatus: StepEnd["status"] = "completed";
  /** What comes next, where that is known: not while a call is under way, nor when one has failed. */
  #next: "call" | "end" | undefined = "call";
  #isCalledOff = false;
  #isEnded = false;

  constructor(start: OperationStart) {
    const { capture, prompt, recorded } = start;
    const scope = capture.currentScope();
    const waiting = scope === undefined ? waitingLoops().find({ capture, prompt, within: undefined }) : undefined;
    this.#start = start;
    this.owner = start.owner;
    this.#isOwnTurn = scope === undefined;
    this.interaction = scope?.interaction ?? waiting?.interaction ?? capture.open();
    this.loop = new ToolLoop({
      capture,
      interaction: this.interaction,
      hasRoots: false,
      recorded,
      prompt,
      nextAfter: (end) => this.#nextAfter(end),
    });
    const source = { ...this.loop.rootSource, endIfLeft: () => this.#endIfLeft() };
    this.#root = hasRoot(scope) ? this.interaction.startRoot(source) : undefined;
    if (waiting !== undefined) this.loop.takeOver(waiting);
    this.interaction.onSettle(() => this.#leave());
  }

  /** How its last step ended. */
  get lastStatus(): StepEnd["status"] {
    return this.#lastStatus;
  }

  /** The SDK told that it is called off. Of a model call that it was about to make it tells all the same, after that. */
  callOff(): void {
    this.#isCalledOff = true;
    if (this.#next === "call" && !this.loop.hasOpenToolCalls) this.loop.waitFor(this.#endAfter("cancelled", silenceMs));
    else this.end("cancelled");
  }

  /** A model call has given its answer, which nobody reads where the operation was called off before. */
  answered(): void {
    if (this.#isCalledOff) this.end("cancelled");
  }

  /** Begins to follow a model call of it. */
  startCall(modelId: string, prompt: unknown): LanguageRecording {
    this.#next = undefined;
    this.#lastCall = new LanguageRecording({
      modelId,
      prompt,
      loop: this.loop,
      abortSignal: undefined,
      isAwaited: false,
    });
    return this.#lastCall;
  }

  /** Begins to follow a model call that an observed model may take over, as it sees more of it than the telemetry. */
  announceCall(modelId: string, prompt: unknown): AnnouncedRecording {
    const { capture } = this.#start;
    const follower = this.startCall(modelId, prompt);
    const step = { follower, loop: this.loop };
    const withdraw = announcedCalls().add({ capture, modelId, content: prompt, step });
    this.interaction.onSettle(withdraw);
    return { follower, withdraw };
  }

  /** Runs a tool so that whatever it calls joins. */
  runTool<Result>(toolCallId: string, run: () => Result): Result {
    return runInScope({ interaction: this.interaction, origin: "ai-sdk", step: { kind: "tool", toolCallId } }, run);
  }

  /**
   * The SDK told that it has failed. It does not show what called it off; but it gives the errors of tools to the model, so
   * one that ends it all the same is why it was called off, and it throws no texts, as whoever calls something off may do.
   */
  fail(error: unknown): void {
    const isReason = typeof error === "string" || (error !== undefined && error === this.toolError);
    this.end(isAbort(error) || isReason || this.#lastCall?.isCalledOff === true ? "cancelled" : "failed");
  }

  /** The SDK told that it has ended. The first end counts. */
  end(told: InteractionStatus): void {
    if (this.#isEnded) return;
    const status = this.#isCalledOff ? "cancelled" : told;
    this.#leave();
    this.#lastCall?.stop(status);
    this.loop.stopWaiting();
    // The answer to a tool that runs in the client comes with the next request.
    const isOpenEnded = status === "completed" && this.#isOwnTurn && this.loop.hasOpenToolCalls;
    if (isOpenEnded) this.loop.waitFor({ isAwaited: false, abortSignal: undefined });
    this.#root?.end(status);
  }

  #leave(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#start.onEnded();
  }

  #nextAfter(end: StepEnd): NextStep | undefined {
    const { status, next } = end;
    this.#lastStatus = status;
    if (status === "completed") {
      this.#next = next === undefined ? "end" : "call";
      return undefined;
    }
    if (end.isLeft === true || this.#isCalledOff) {
      this.end(status);
      return undefined;
    }
    return this.#endAfter(status, Math.max(silenceMs, next?.withinMs ?? 0));
  }

  #endAfter(status: InteractionStatus, withinMs: number): NextStep {
    const onMissed = (): void => this.interaction.endLeft(() => this.end(status));
    return { isAwaited: false, abortSignal: undefined, withinMs, onMissed };
  }

  /** Its last answer came whole, and the SDK would have told of the end: whoever read it has gone. */
  #endIfLeft(): void {
    if (this.#next === "end") this.interaction.endLeft(() => this.end("completed"));
  }
}

export interface AnnouncedRecording {
  readonly follower: LanguageRecording;
  /** Says whether the telemetry is still the one to follow the call. */
  readonly withdraw: () => boolean;
}

/** A call inside a tool, a chain or another model call is a part of what surrounds it. */
function hasRoot(scope: Scope | undefined): boolean {
  return scope === undefined || scope.origin === "explicit";
}
