// The steps of one generateText or streamText: model calls joined by the tool calls between them. Where the SDK does not
// tell where the loop ends, it is kept open between two steps.

import type { Capture } from "../capture/capture.ts";
import type { OpenInteraction } from "../capture/open-interaction.ts";
import type { RootSource, TraceSource } from "../capture/recording.ts";
import { type LanguageCall, type ToolCallPart, toToolTrace } from "./language-call.ts";
import type { Observer, TextChoices } from "./observer.ts";
import { lastUserText, type PromptToolCall, trailingToolCalls } from "./prompt-text.ts";
import { notRecordedText, type RecordedContent } from "./recorded-content.ts";
import { promptedTexts } from "./tool-outputs.ts";
import { type Caller, waitingLoops } from "./waiting-loops.ts";

/** A tool between two steps; its outputs become known later, or never. */
export interface ToolRecord {
  readonly call: ToolCallPart;
  readOutputs: (() => readonly string[]) | undefined;
}

/** How a step ended, and whether a next one may follow it. */
export interface StepEnd {
  readonly status: "completed" | "failed" | "cancelled";
  readonly next?: NextStep;
  /** Whoever read it has gone without a word, so nobody will tell of anything that follows either. */
  readonly isLeft?: true;
}

export interface NextStep {
  /** Milliseconds in which it must come; left out where nobody knows, as with tools. */
  readonly withinMs?: number;
  /** Whether the code that started the loop waits for its end, as with generateText. */
  readonly isAwaited: boolean;
  /** Ends the loop when it is called off. */
  readonly abortSignal: AbortSignal | undefined;
  /** Called when it did not come in time. */
  readonly onMissed?: () => void;
}

/** An open step of the loop; the first end counts. */
export interface OpenStep {
  end(end: StepEnd): void;
}

export interface ToolLoopOptions {
  readonly capture: Capture;
  readonly interaction: OpenInteraction;
  /** Whether its steps are roots: not where another root surrounds them. */
  readonly hasRoots: boolean;
  readonly recorded: RecordedContent;
  /** What the loop was started with, where it is known before its first step. */
  readonly prompt?: unknown;
  /** Says what may follow a step, where the loop's bounds are known. Default: what the step's end says. */
  readonly nextAfter?: (end: StepEnd) => NextStep | undefined;
}

export class ToolLoop {
  readonly capture: Capture;
  readonly interaction: OpenInteraction;
  /** Attempts that failed since the last one that did not. */
  failedAttempts = 0;
  /** The prompt of the step that was called last, and who called it. */
  lastPrompt: unknown;
  caller: Caller | undefined;
  readonly #options: ToolLoopOptions;
  #choices: TextChoices = {};
  readonly #tools = new Map<string, ToolRecord>();
  /** The tool calls that the last step was called with and has made: those that a next one may answer. */
  #recentIds = new Set<string>();
  #firstPrompt: unknown;
  #lastAnswer: LanguageCall | undefined;
  #lastCall: LanguageCall | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(options: ToolLoopOptions) {
    this.capture = options.capture;
    this.interaction = options.interaction;
    this.#options = options;
    this.#firstPrompt = options.prompt;
    this.interaction.onSettle(() => this.stopWaiting());
  }

  get recorded(): RecordedContent {
    return this.#options.recorded;
  }

  /** Takes the options of a way in that sees its calls; what came later wins. */
  addObserver({ options, choices }: Pick<Observer, "options" | "choices">): void {
    this.interaction.addOptions("maker", options);
    this.#choices = { ...this.#choices, ...choices };
  }

  /** Opens a step. `source` gives its trace. */
  startStep(call: LanguageCall, source: TraceSource): OpenStep {
    this.#firstPrompt ??= call.prompt;
    this.lastPrompt = call.prompt;
    call.follow(this.#lastCall);
    this.#lastCall = call;
    const root = this.#options.hasRoots ? this.interaction.startRoot(this.rootSource) : undefined;
    const answered = trailingToolCalls(call.prompt);
    this.#recentIds = new Set(answered.map(({ toolCallId }) => toolCallId));
    this.#toolsAnswered(answered);
    const trace = this.interaction.startTrace(source, { isModelCall: true });
    this.stopWaiting();
    let isEnded = false;
    return {
      end: (end) => {
        if (isEnded) return;
        isEnded = true;
        if (call.hasText) this.#lastAnswer = call;
        this.failedAttempts = end.status === "failed" ? this.failedAttempts + 1 : 0;
        const { nextAfter } = this.#options;
        const next = nextAfter === undefined ? end.next : nextAfter(end);
        if (next !== undefined) this.waitFor(next);
        trace.end();
        root?.end(end.status);
      },
    };
  }

  /** The model asked for a tool: its trace stands where the tool starts, before whatever the tool itself calls. */
  toolCalled(call: ToolCallPart): void {
    const record: ToolRecord = { call, readOutputs: undefined };
    this.#tools.set(call.toolCallId, record);
    this.#recentIds.add(call.toolCallId);
    const { recorded } = this.#options;
    const source: TraceSource = { toTraces: () => toToolTrace(call, record.readOutputs?.() ?? [], recorded) };
    this.interaction.startTrace(source, { isModelCall: false }).end();
  }

  /** A tool started that the model may or may not have been seen asking for. */
  toolStarted(call: ToolCallPart): void {
    const known = this.#tools.get(call.toolCallId);
    if (known === undefined || known.readOutputs !== undefined) this.toolCalled(call);
  }

  toolEnded(toolCallId: string, readOutputs: () => readonly string[]): void {
    const record = this.#tools.get(toolCallId);
    if (record !== undefined) record.readOutputs ??= readOutputs;
  }

  /** The next prompt tells what the tools gave back. A result of an earlier request's tool call gets its trace now. */
  #toolsAnswered(calls: readonly PromptToolCall[]): void {
    for (const call of calls) {
      if (call.output === undefined) continue;
      if (!this.#tools.has(call.toolCallId)) this.toolCalled(call);
      this.toolEnded(call.toolCallId, () => promptedTexts(call.output));
    }
  }

  /** Goes on where another loop waits: its tool calls are this one's now. */
  takeOver(waiting: ToolLoop): void {
    for (const record of waiting.toolRecords()) this.#tools.set(record.call.toolCallId, record);
    this.#lastCall = waiting.lastCall;
    waiting.stopWaiting();
  }

  /** Asked for by method, as another copy of the package may have made the loop. */
  toolRecords(): readonly ToolRecord[] {
    return [...this.#tools.values()];
  }

  get hasOpenToolCalls(): boolean {
    return (
      this.lastCall?.pausedCall !== undefined || this.toolRecords().some((record) => record.readOutputs === undefined)
    );
  }

  /** Whether it made a call of this tool under this id. */
  hasToolCall(toolCallId: string, toolName: string): boolean {
    const paused = this.lastCall?.pausedCall;
    const call = paused?.toolCallId === toolCallId ? paused : this.#tools.get(toolCallId)?.call;
    return call?.toolName === toolName;
  }

  get lastCall(): LanguageCall | undefined {
    return this.#lastCall;
  }

  stopWaiting(): void {
    this.#stopWaiting?.();
  }

  /** The loop as a call at the top of a turn: what the user wrote first, and the last text that a step gave. */
  readonly rootSource: RootSource = {
    input: () => {
      if (!this.recorded.inputs) return notRecordedText;
      return this.#choices.getInput?.(this.#firstPrompt) ?? lastUserText(this.#firstPrompt);
    },
    output: () => {
      if (!this.recorded.outputs) return notRecordedText;
      const text = this.#lastAnswer?.text ?? this.#lastCall?.output ?? "";
      return this.#choices.getOutput?.(text) ?? text;
    },
  };

  /** Keeps the interaction open for a next step. */
  waitFor(next: NextStep): void {
    const { withinMs, isAwaited, abortSignal } = next;
    const release = this.interaction.holdForNextStep({ isAwaited, isTimed: withinMs !== undefined });
    const paused = this.lastCall?.pausedCall;
    if (paused !== undefined) this.#recentIds.add(paused.toolCallId);
    const forget = waitingLoops().add(this, [...this.#recentIds]);
    const stop = (): void => {
      if (this.#stopWaiting !== stop) return;
      this.#stopWaiting = undefined;
      cancelTimer?.();
      abortSignal?.removeEventListener("abort", onAbort);
      forget();
      release();
    };
    const onMissed = (): void => {
      next.onMissed?.();
      stop();
    };
    const onAbort = (): void => {
      // A root of no length says how the loop ended; its texts are the earlier steps'.
      if (this.#options.hasRoots) this.interaction.startRoot(this.rootSource).end("cancelled");
      stop();
    };
    const cancelTimer = withinMs === undefined ? undefined : this.capture.clock.setTimer(onMissed, withinMs);
    abortSignal?.addEventListener("abort", onAbort);
    this.stopWaiting();
    this.#stopWaiting = stop;
    if (abortSignal?.aborted === true) onAbort();
  }
}
