// One interaction from its first event to its one end: what is open in it, and when it settles. What was recorded is in
// recording.ts, what it then looks like in resolve-interaction.ts.

import type { Clock } from "../runtime/clock.ts";
import type { Feedback, ResolvedInteraction } from "../wire/interaction.ts";
import { NextStepHolds } from "./next-step-holds.ts";
import { OpenRoot } from "./open-root.ts";
import { Recording, type RootSource, type TraceSource } from "./recording.ts";
import { SettleTimer } from "./settle-timer.ts";

/** How an interaction, or one root in it, ended. */
export type InteractionStatus = "completed" | "failed" | "cancelled" | "interrupted" | "abandoned";

/** A child that is still open when its root has ended gets this long to tell its end. */
const lateTraceMs = 2_000;
/** A scope whose function has returned waits this long for a next call, as `streamText` starts its own a little later. */
const quietMs = 50;

export interface InteractionOwner {
  readonly clock: Clock;
  /** Takes the interaction to be sent. Called once. */
  onSettled(interaction: OpenInteraction): void;
  /** Forgets the interaction: another one took over what it had recorded. Called instead of `onSettled`. */
  onContinued(interaction: OpenInteraction): void;
  onLateTrace(): void;
}

/** How the function of a scope ended. */
export type ScopeEnd = "completed" | "failed" | "cancelled";

/** An open step; `end` is idempotent. */
export interface OpenTrace {
  readonly interaction: OpenInteraction;
  end(): void;
}

export class OpenInteraction extends Recording {
  /** When the last event was seen. */
  lastEventAt: number;
  /** Set by events, cleared by the idle sweep: cheaper per streamed chunk than a timer. */
  wasTouched = true;
  /** How it ended; undefined while it is open. */
  status: InteractionStatus | undefined;
  /** When the last thing in it ended, in milliseconds since 1970; undefined while nothing has. */
  endedAt: number | undefined;
  /** What was sent in the end; feedback that comes later must quote exactly this. */
  sent: ResolvedInteraction | undefined;

  readonly #owner: InteractionOwner;
  #openRoots = 0;
  #openTraces = 0;
  #holds = 0;
  #nextSteps: NextStepHolds | undefined;
  #scopes = 0;
  #wasScope = false;
  #scopeStatus: InteractionStatus | undefined;
  #hasModelCall = false;
  #hasLateSteps = false;
  readonly #timer: SettleTimer;
  #settleListeners: (() => void)[] = [];
  #isEndingLeft = false;

  constructor(owner: InteractionOwner) {
    super(owner.clock.now());
    this.#owner = owner;
    this.#timer = new SettleTimer(owner.clock, () => this.settle());
    this.lastEventAt = this.startedAt;
  }

  /** The one that made it; scopes of another client's interactions are not joined. */
  get owner(): InteractionOwner {
    return this.#owner;
  }

  get isSettled(): boolean {
    return this.status !== undefined;
  }

  /** Whether only late children or a quiet period are waited for. */
  get isClosing(): boolean {
    return this.#isHeldOnlyBy(0);
  }

  /** Whether it only waits for a call that failed to be made again, for a time that is known. */
  get isAwaitingRetry(): boolean {
    return this.#holds > 0 && this.#isHeldOnlyBy(this.#nextSteps?.timed ?? 0);
  }

  setInput(text: string): void {
    if (this.isSettled) return;
    this.manualInput = text;
    this.touch();
  }
  setOutput(text: string): void {
    if (this.isSettled) return;
    this.manualOutput = text;
    this.endedAt = this.#owner.clock.now();
    this.touch();
  }

  /** Adds feedback to what is sent with it; false when it has settled and the feedback must go on its own. */
  addFeedback(feedback: Feedback): boolean {
    if (this.isSettled) return false;
    this.feedback.push(feedback);
    return true;
  }

  /** An event was seen: a chunk, a token. O(1), no timer. */
  touch(): void {
    this.wasTouched = true;
    this.lastEventAt = this.#owner.clock.now();
  }

  /**
   * Opens a root. The interaction settles when all its roots, holds and scopes have ended; with `hasLateSteps` a moment
   * later, as the framework starts steps that nobody awaits after the end of their root.
   */
  startRoot(source: RootSource, options: { readonly hasLateSteps: boolean } = { hasLateSteps: false }): OpenRoot {
    if (options.hasLateSteps) this.#hasLateSteps = true;
    const root = new OpenRoot(this, source);
    // After the end it counts for nothing.
    if (this.isSettled) return root;
    this.roots.push(root);
    this.#openRoots += 1;
    this.#started();
    return root;
  }

  /** A root of it has ended, as only the root itself tells. */
  rootEnded(): void {
    this.#openRoots -= 1;
    this.#ended();
  }

  /** Opens a step; steps are sent in the order in which they were opened. */
  startTrace(source: TraceSource, options: { readonly isModelCall: boolean }): OpenTrace {
    const interaction = this;
    if (this.isSettled) {
      this.#owner.onLateTrace();
      return { interaction, end() {} };
    }
    if (options.isModelCall) this.#hasModelCall = true;
    this.recordTrace(source);
    this.#openTraces += 1;
    this.#started();
    let isEnded = false;
    return {
      interaction,
      end() {
        if (isEnded) return;
        isEnded = true;
        interaction.#openTraces -= 1;
        interaction.#ended();
      },
    };
  }

  /** Keeps it open without being a root, such as a response body. Returns the release, idempotent. */
  hold(): () => void {
    if (this.isSettled) return () => {};
    this.#holds += 1;
    this.#started();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds -= 1;
      this.#reconsider();
    };
  }

  /**
   * Keeps it open for a step that may come, until the scope's end says that it does not; `isTimed` where the one who holds it
   * knows how long that may take. Returns the release, idempotent.
   */
  holdForNextStep(options: { readonly isAwaited: boolean; readonly isTimed: boolean }): () => void {
    this.#nextSteps ??= new NextStepHolds();
    return this.#nextSteps.add({ ...options, release: this.hold() });
  }

  /**
   * Marks the function of `client.interaction` as running; the returned function says how it ended, and whether
   * everything that it streams was read to its end by then.
   */
  enterScopeFunction(): (status: ScopeEnd, options?: { readonly hasReadAll: boolean }) => void {
    this.#scopes += 1;
    this.#wasScope = true;
    let isRunning = true;
    return (status, options) => {
      if (!isRunning) return;
      isRunning = false;
      this.#scopes -= 1;
      // What made it fail is mostly that its last call was called off, which throws whatever reason the app gave.
      if (status !== "completed") this.#scopeStatus = this.roots.at(-1)?.status === "cancelled" ? "cancelled" : status;
      if (this.#scopes === 0) this.#nextSteps?.endScope(options?.hasReadAll === true);
      this.#ended();
    };
  }

  /** Ends it now, whatever is open. The first end counts. */
  settle(status?: InteractionStatus): void {
    if (this.isSettled) return;
    this.#close(status ?? this.#statusSoFar());
    this.#owner.onSettled(this);
    this.#tellSettled();
  }

  /**
   * Goes on with a turn that had stopped: takes over all that an earlier interaction of the same owner recorded. The
   * earlier one is over then, and is not sent itself.
   */
  continueFrom(earlier: OpenInteraction): void {
    if (earlier === this || this.isSettled || earlier.isSettled) return;
    this.takeOver(earlier);
    this.#hasModelCall ||= earlier.#hasModelCall;
    earlier.#close("interrupted");
    this.#owner.onContinued(earlier);
    earlier.#tellSettled();
  }

  /** Calls back when it has settled; at once when it has. */
  onSettle(listener: () => void): void {
    if (this.isSettled) listener();
    else this.#settleListeners.push(listener);
  }

  /**
   * The idle limit was reached, or the process ends: abandoned if something was still running, unless its scope has told
   * how it ended; else ended as its last root did.
   */
  settleIdle(): void {
    const isWaitingOnly = this.#openRoots === 0 && this.#openTraces === 0 && this.#scopes === 0 && this.#hasAnswer();
    const knownEnd = this.#scopes === 0 ? this.#scopeStatus : undefined;
    this.settle(isWaitingOnly ? this.#statusSoFar() : (knownEnd ?? "abandoned"));
  }

  /** The idle limit was reached: what nobody goes on with ends, and tells how; if there are none it settles. */
  reachIdleLimit(): void {
    const open = this.#openTraces + this.#openRoots;
    for (const { source } of [...this.traces, ...this.roots]) source.endIfLeft?.();
    if (this.#openTraces + this.#openRoots === open) this.settleIdle();
  }

  /** Runs what ends a step that was left a while ago: it ended with the last event that was seen of it, not now. */
  endLeft(end: () => void): void {
    this.#isEndingLeft = true;
    end();
    this.#isEndingLeft = false;
  }

  /** Somebody waits for this interaction: a scope that only hoped for a call gives up hope after the quiet period. */
  hurry(): void {
    if (this.isClosing) this.#timer.hurry(quietMs);
  }

  #close(status: InteractionStatus): void {
    this.#timer.cancel();
    this.status = status;
    this.endedAt ??= this.lastEventAt;
  }

  #tellSettled(): void {
    const listeners = this.#settleListeners;
    this.#settleListeners = [];
    for (const listener of listeners) listener();
  }

  #isHeldOnlyBy(holds: number): boolean {
    return !this.isSettled && this.#openRoots === 0 && this.#scopes === 0 && this.#holds === holds;
  }

  #hasAnswer(): boolean {
    return this.manualOutput !== undefined || this.roots.length > 0 || this.#hasModelCall;
  }

  #statusSoFar(): InteractionStatus {
    if (this.#scopeStatus !== undefined) return this.#scopeStatus;
    return this.roots.at(-1)?.status ?? (this.#openRoots > 0 ? "abandoned" : "completed");
  }

  #started(): void {
    this.#timer.cancel();
    this.touch();
  }

  #ended(): void {
    if (this.isSettled) return;
    if (!this.#isEndingLeft) this.touch();
    this.endedAt = this.lastEventAt;
    this.#reconsider();
  }

  #reconsider(): void {
    if (!this.isClosing) return;
    if (this.#openTraces > 0) this.#timer.arm(lateTraceMs);
    else if (this.#wasScope && this.#scopeStatus === undefined) {
      // A returned streamText may not have called its model yet: then it is waited for, up to the idle limit.
      if (this.manualOutput !== undefined || this.#hasModelCall) this.#timer.arm(quietMs);
    } else if (this.#hasLateSteps) this.#timer.arm(0);
    else this.settle();
  }
}
