// The way in for AI SDK 7's telemetry: exact bounds of every call, its steps, tools, embeddings and rerankings, with no
// model wrapped.

import { createObserver, type ObserveOptions } from "./observer.ts";
import { TelemetryEvents } from "./telemetry-events.ts";

/** A telemetry integration of AI SDK 7, told by its shape. */
export interface NebulyTelemetry {
  onStart(event: unknown): void;
  onStepStart(event: unknown): void;
  onLanguageModelCallStart(event: unknown): void;
  onLanguageModelCallEnd(event: unknown): void;
  onObjectStepStart(event: unknown): void;
  onObjectStepEnd(event: unknown): void;
  onToolExecutionStart(event: unknown): void;
  onToolExecutionEnd(event: unknown): void;
  onEmbedStart(event: unknown): void;
  onEmbedEnd(event: unknown): void;
  onRerankStart(event: unknown): void;
  onRerankEnd(event: unknown): void;
  onEnd(event: unknown): void;
  onAbort(event: unknown): void;
  onError(event: unknown): void;
  executeLanguageModelCall<Result>(
    options: TelemetryExecution & { readonly execute: () => PromiseLike<Result> },
  ): PromiseLike<Result>;
  executeTool<Result>(
    options: TelemetryExecution & { readonly toolCallId: string; readonly execute: () => PromiseLike<Result> },
  ): PromiseLike<Result>;
}

export interface TelemetryExecution {
  readonly callId: string;
}

/**
 * A telemetry integration for AI SDK 7: captures every call of the process, or of one call, with no model wrapped. Honours
 * `isEnabled`, `recordInputs` and `recordOutputs` of the call's telemetry settings.
 *
 * Whose turn a call is goes into `providerOptions.nebuly`, or into `runtimeContext.nebuly` with
 * `telemetry: { includeRuntimeContext: { nebuly: true } }`, as the SDK shows integrations nothing of it otherwise. What both
 * say, `providerOptions` decides.
 *
 * Integrations given to one call (`telemetry.integrations`) replace the registered ones for that call.
 *
 * Throws `NebulyValidationError` naming the field when an option cannot be used.
 *
 * @example
 * ```ts
 * registerTelemetry(nebulyTelemetry());
 *
 * await generateText({
 *   model: openai("gpt-5-mini"),
 *   prompt: "Opening hours?",
 *   runtimeContext: { nebuly: { endUser: "user-1", conversationId: "chat-7" } },
 *   telemetry: { includeRuntimeContext: { nebuly: true } },
 * });
 * ```
 */
export function nebulyTelemetry(options: ObserveOptions = {}): NebulyTelemetry {
  const events = new TelemetryEvents(createObserver(options));
  return {
    onStart: (event) => events.started(event),
    onStepStart: (event) => events.stepStarted(event),
    onLanguageModelCallStart: (event) => events.modelCallStarted(event),
    onLanguageModelCallEnd: (event) => events.modelCallEnded(event),
    onObjectStepStart: (event) => events.objectStepStarted(event),
    onObjectStepEnd: (event) => events.objectStepEnded(event),
    onToolExecutionStart: (event) => events.toolStarted(event),
    onToolExecutionEnd: (event) => events.toolEnded(event),
    onEmbedStart: (event) => events.embeddingStarted(event),
    onEmbedEnd: (event) => events.plainCallEnded(event),
    onRerankStart: (event) => events.rerankingStarted(event),
    onRerankEnd: (event) => events.plainCallEnded(event),
    onEnd: (event) => events.ended(event),
    onAbort: (event) => events.aborted(event),
    onError: (event) => events.failed(event),
    executeLanguageModelCall: (execution) => events.executeModelCall(execution, execution.execute),
    executeTool: (execution) => events.executeTool(execution, execution.execute),
  };
}
