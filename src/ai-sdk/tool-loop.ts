// The steps of one generateText or streamText: model calls joined by the tool calls between them. Where the SDK does not
// tell where the loop ends, it is kept open between two steps.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus, OpenInteraction, RootSource, TraceSource } from "../capture/open-interaction.ts";
import type { LanguageCall, ToolCallPart } from "./language-call.ts";
import { toToolTrace } from "./language-call.ts";
import { lastUserText, type PromptToolResult } from "./prompt-text.ts";
import { promptedTexts } from "./tool-outputs.ts";
import { waitingLoops } from "./waiting-loops.ts";

/** Turns the root's input or output into the interaction's; undefined leaves the choice to the package. */
export interface TextChoices {
  readonly getInput?: (rootInput: unknown) => string | undefined;
  readonly getOutput?: (rootOutput: unknown) => string | undefined;
}

/** A tool between two steps; its outputs become known later, or never. */
interface ToolRecord {
  readonly call: ToolCallPart;
  readOutputs: (() => readonly string[]) | undefined;
}

/** An open step of the loop; the first end counts. */
export interface OpenStep {
  end(status: InteractionStatus, wait?: StepWait): void;
}

/** What may follow a step that has ended. */
export type StepWait =
  | { readonly for: "tools"; readonly abortSignal: AbortSignal | undefined }
  | { readonly for: "retry"; readonly delayMs: number; readonly abortSignal: AbortSignal | undefined };

export class ToolLoop {
  readonly capture: Capture;
  readonly interaction: OpenInteraction;
  /** Attempts that failed since the last one that did not. */
  failedAttempts = 0;
  /** The prompt of the step that was called last. */
  lastPrompt: unknown;
  readonly #hasRoots: boolean;
  readonly #choices: TextChoices;
  readonly #tools = new Map<string, ToolRecord>();
  #firstPrompt: unknown;
  #lastAnswer: LanguageCall | undefined;
  #lastCall: LanguageCall | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(options: {
    readonly capture: Capture;
    readonly interaction: OpenInteraction;
    /** Whether its steps are roots: not where another root surrounds them. */
    readonly hasRoots: boolean;
    readonly choices: TextChoices;
  }) {
    this.capture = options.capture;
    this.interaction = options.interaction;
    this.#hasRoots = options.hasRoots;
    this.#choices = options.choices;
  }

  /** Opens a step. `source` gives its trace. */
  startStep(call: LanguageCall, source: TraceSource): OpenStep {
    this.#firstPrompt ??= call.prompt;
    this.lastPrompt = call.prompt;
    this.#lastCall = call;
    const root = this.#hasRoots ? this.interaction.startRoot(this.rootSource) : undefined;
    const trace = this.interaction.startTrace(source, { isModelCall: true });
    this.#stopWaiting?.();
    let isEnded = false;
    return {
      end: (status, wait) => {
        if (isEnded) return;
        isEnded = true;
        if (call.hasText) this.#lastAnswer = call;
        this.failedAttempts = status === "failed" ? this.failedAttempts + 1 : 0;
        if (wait !== undefined) this.#wait(wait);
        trace.end();
        root?.end(status);
      },
    };
  }

  /** The model asked for a tool: its trace stands where the tool starts, before whatever the tool itself calls. */
  toolCalled(call: ToolCallPart): void {
    const record: ToolRecord = { call, readOutputs: undefined };
    this.#tools.set(call.toolCallId, record);
    const toTraces = (): ReturnType<typeof toToolTrace> => toToolTrace(call, record.readOutputs?.() ?? []);
    this.interaction.startTrace({ toTraces }, { isModelCall: false }).end();
  }

  /** The next prompt tells what the tools gave back. A result of an earlier request's tool call gets its trace now. */
  toolsAnswered(results: readonly PromptToolResult[]): void {
    for (const result of results) {
      if (!this.#tools.has(result.toolCallId)) this.toolCalled(result);
      const record = this.#tools.get(result.toolCallId);
      if (record !== undefined) record.readOutputs ??= () => promptedTexts(result.output);
    }
  }

  /** Whether it made a call of this tool under this id. */
  hasToolCall(toolCallId: string, toolName: string): boolean {
    return this.#tools.get(toolCallId)?.call.toolName === toolName;
  }

  get isWaiting(): boolean {
    return this.#stopWaiting !== undefined;
  }

  /** The loop as a call at the top of a turn: what the user wrote first, and the last text that a step gave. */
  readonly rootSource: RootSource = {
    input: () => this.#choices.getInput?.(this.#firstPrompt) ?? lastUserText(this.#firstPrompt),
    output: () => {
      const text = this.#lastAnswer?.text ?? this.#lastCall?.output ?? "";
      return this.#choices.getOutput?.(text) ?? text;
    },
  };

  #wait(wait: StepWait): void {
    const release = this.interaction.hold();
    const forget = waitingLoops().add(this, [...this.#tools.keys()]);
    const onAbort = (): void => {
      // An empty root says how it ended; its texts are the earlier steps'.
      if (this.#hasRoots) this.interaction.startRoot(this.rootSource).end("cancelled");
      stop();
    };
    const cancelTimer = wait.for === "retry" ? this.capture.clock.setTimer(() => stop(), wait.delayMs) : undefined;
    wait.abortSignal?.addEventListener("abort", onAbort);
    const stop = (): void => {
      if (this.#stopWaiting !== stop) return;
      this.#stopWaiting = undefined;
      cancelTimer?.();
      wait.abortSignal?.removeEventListener("abort", onAbort);
      forget();
      release();
    };
    this.#stopWaiting?.();
    this.#stopWaiting = stop;
    this.interaction.onSettle(stop);
  }
}
