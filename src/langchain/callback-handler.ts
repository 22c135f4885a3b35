// The callback handler: LangChain's callbacks, in the order of arguments in which they really come, and which step each of
// them starts or ends. It keeps nothing itself, so one handler serves all requests of a process at once.

import { checkOptions } from "../settings/option-checks.ts";
import { ChainStep } from "./chain-step.ts";
import { type CallbackHandlerOptions, callbackHandlerChecks, captureKey } from "./handler-options.ts";
import { ModelStep, tokenWords } from "./model-step.ts";
import { isError, isList, readList, readProperty, readString } from "./read-value.ts";
import { RetrieverStep } from "./retriever-step.ts";
import { RunReporter } from "./run-reporter.ts";
import type { RunTree } from "./run-tree.ts";
import { ToolStep } from "./tool-step.ts";

/**
 * Captures LangChain runs: pass it in `callbacks`, to one call, to a constructor or with `withConfig`. Every root run
 * becomes one interaction; everything below it becomes its traces.
 *
 * Its methods return at once and never throw. Throws `NebulyValidationError` from the constructor when an option cannot be
 * used.
 *
 * @example
 * ```ts
 * const handler = new NebulyCallbackHandler({ tags: { app: "support" } });
 * await chain.invoke("Opening hours?", {
 *   callbacks: [handler],
 *   metadata: { nebuly: { endUser: "user-1", conversationId: "chat-7" } },
 * });
 * ```
 */
export class NebulyCallbackHandler {
  /** LangChain takes any object with a name for a handler. */
  readonly name = "nebuly_callback_handler";
  /** Called in line: a queue would run the callbacks in the asynchronous context of other requests. */
  readonly awaitHandlers = true;
  readonly raiseError = false;
  readonly #runs: RunReporter;

  static {
    // LangGraph recognises handlers that want its interrupts by this mark.
    Object.defineProperty(NebulyCallbackHandler.prototype, Symbol.for("langgraph.graph_callback_handler"), {
      value: true,
    });
    Object.defineProperty(NebulyCallbackHandler.prototype, captureKey, {
      get(this: NebulyCallbackHandler) {
        return this.#runs.capture;
      },
    });
  }

  constructor(options: CallbackHandlerOptions = {}) {
    checkOptions(options, callbackHandlerChecks);
    this.#runs = new RunReporter(options);
  }

  /** LangChain copies handlers; without state one is as good as many. */
  copy(): this {
    return this;
  }

  handleChainStart(
    chain: unknown,
    inputs: unknown,
    runId: string,
    parentRunId?: string,
    _tags?: string[],
    metadata?: Record<string, unknown>,
  ): void {
    const id = readProperty(chain, "id");
    const isComposed = isList(id) && composed.has(readProperty(id, String(id.length - 1)));
    this.#runs.start({
      runId,
      parentRunId,
      metadata,
      isComposed,
      inputs,
      createStep: (tree, isRoot) => (isRoot ? new ChainStep(inputs, tree) : undefined),
    });
  }

  handleChainEnd(
    outputs: unknown,
    runId: string,
    parentRunId?: string,
    tags?: string[],
    kwargs?: { inputs?: Record<string, unknown> },
  ): void {
    // A batch whose caller wants errors back ends with them.
    if (isError(outputs)) {
      this.handleChainError(outputs, runId, parentRunId, tags, kwargs);
      return;
    }
    this.#runs.end(runId, "completed", (step) => {
      if (step instanceof ChainStep) step.end(outputs, readProperty(kwargs, "inputs"));
    });
  }

  handleChainError(
    error: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    kwargs?: { inputs?: Record<string, unknown> },
  ): void {
    this.#runs.fail(runId, error, (step) => {
      if (step instanceof ChainStep) step.fail(readProperty(kwargs, "inputs"));
    });
  }

  handleChatModelStart(
    model: unknown,
    messages: unknown[][],
    runId: string,
    parentRunId?: string,
    extraParams?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): void {
    this.handleLLMStart(model, messages, runId, parentRunId, extraParams, tags, metadata, runName);
  }

  handleLLMStart(
    model: unknown,
    prompts: readonly unknown[],
    runId: string,
    parentRunId?: string,
    extraParams?: Record<string, unknown>,
    _tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): void {
    const createStep = (tree: RunTree): ModelStep => {
      tree.signal = readProperty(readProperty(extraParams, "options"), "signal") ?? tree.signal;
      const name = runNameOf(runName, model);
      // Messages, or for completion models the prompt.
      const input = readProperty(prompts, "0");
      return new ModelStep({ name, input, extraParams, metadata, messages: tree.messages });
    };
    this.#runs.start({ runId, parentRunId, metadata, createStep });
  }

  handleLLMNewToken(
    token: string,
    _indices: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    fields?: { chunk?: unknown },
  ): void {
    this.#runs.touch(runId, ({ step, isToldTwice }) => {
      if (!(step instanceof ModelStep)) return;
      const chunk = readProperty(fields, "chunk");
      step.addToken(tokenWords(token, chunk), isToldTwice ? chunk : undefined);
    });
  }

  /** The newer streaming protocol, which tells of parts instead of tokens. */
  handleChatModelStreamEvent(event: unknown, runId: string): void {
    this.#runs.touch(runId, ({ step, isToldTwice }) => {
      const delta = readProperty(event, "delta");
      if (step instanceof ModelStep && readProperty(delta, "type") === "text-delta") {
        step.addToken(readProperty(delta, "text"), isToldTwice ? event : undefined);
      }
    });
  }

  handleLLMEnd(
    result: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    extraParams?: Record<string, unknown>,
  ): void {
    const isCached = readProperty(extraParams, "cached") === true;
    this.#runs.end(runId, "completed", (step, tree) => {
      if (!(step instanceof ModelStep)) return;
      step.end(result, isCached);
      if (isCached) tree.noteCacheHit();
    });
  }

  handleLLMError(error: unknown, runId: string): void {
    this.#runs.fail(runId, error, (step) => {
      if (step instanceof ModelStep) step.fail(error);
    });
  }

  handleToolStart(
    tool: unknown,
    input: string,
    runId: string,
    parentRunId?: string,
    _tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): void {
    const createStep = (): ToolStep => new ToolStep(runNameOf(runName, tool) ?? "tool", input);
    this.#runs.start({ runId, parentRunId, metadata, createStep });
  }

  handleToolEvent(_chunk: unknown, runId: string): void {
    this.#runs.touch(runId);
  }

  handleToolEnd(output: unknown, runId: string): void {
    this.#runs.end(runId, "completed", (step) => {
      if (step instanceof ToolStep) step.end(output);
    });
  }

  handleToolError(error: unknown, runId: string): void {
    this.#runs.fail(runId, error, (step) => {
      if (step instanceof ToolStep) step.fail(error);
    });
  }

  handleRetrieverStart(
    retriever: unknown,
    query: string,
    runId: string,
    parentRunId?: string,
    _tags?: string[],
    metadata?: Record<string, unknown>,
    name?: string,
  ): void {
    const createStep = (): RetrieverStep => new RetrieverStep(runNameOf(name, retriever) ?? "retriever", query);
    this.#runs.start({ runId, parentRunId, metadata, createStep });
  }

  handleRetrieverEnd(documents: unknown, runId: string): void {
    this.#runs.end(runId, "completed", (step) => {
      if (step instanceof RetrieverStep) step.end(documents);
    });
  }

  handleRetrieverError(error: unknown, runId: string): void {
    this.#runs.fail(runId, error);
  }

  handleCustomEvent(_name: string, _data: unknown, runId: string): void {
    this.#runs.touch(runId);
  }

  /** Newer versions of LangGraph tell of every graph that stops to ask the user, breakpoints included. */
  handleInterrupt(event: unknown): void {
    this.#runs.interrupt(readString(event, "runId"), readString(event, "checkpointId"));
  }

  /** They tell of every graph that goes on from a checkpoint, too: the one that it stopped at, when it was interrupted. */
  handleResume(event: unknown): void {
    this.#runs.resume(readString(event, "runId"), readString(event, "checkpointId"));
  }
}

/** Classes whose runs do nothing but run others. */
const composed: ReadonlySet<unknown> = new Set(["RunnableSequence", "RunnableMap", "RunnableAssign"]);

/** The name of a run: its own, else of what runs, as LangChain serializes it: `{ id: [..., "ClassName"], name? }`. */
function runNameOf(runName: unknown, serialized: unknown): string | undefined {
  if (typeof runName === "string" && runName !== "") return runName;
  const name = readString(serialized, "name");
  if (name !== undefined) return name;
  const last = readList(serialized, "id").at(-1);
  return typeof last === "string" && last !== "" ? last : undefined;
}
