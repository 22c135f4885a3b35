// What each event of the SDK's telemetry means for its operation. Read by shape: every field may be missing, as the events
// changed from release to release. What a method throws the SDK swallows; the two that execute never throw by themselves.

import type { Capture } from "../capture/capture.ts";
import type { InteractionStatus, OpenInteraction } from "../capture/open-interaction.ts";
import { readInteractionOptions } from "../settings/interaction-options.ts";
import { followCall } from "./call-follower.ts";
import { embeddingCall } from "./embedding-call.ts";
import { isFreeStream } from "./observe-language-call.ts";
import type { PlainCallKind } from "./observe-plain-call.ts";
import type { Observer } from "./observer.ts";
import { type AnnouncedRecording, Operation } from "./operation.ts";
import { operationsOf } from "./operations.ts";
import { readList, readProperty, readString } from "./read-shape.ts";
import { readRecordedContent } from "./recorded-content.ts";
import { rerankingCall } from "./reranking-call.ts";
import { tapInPlace } from "./tap-in-place.ts";
import { plainCallsOf } from "./telemetry-plain-calls.ts";
import { returnedTexts } from "./tool-outputs.ts";

const languageOperations = ["ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject"];

export class TelemetryEvents {
  readonly #observer: Observer;
  /** Model calls whose start was told and that were not executed here, as when a finished run is reported later. */
  readonly #reportedCalls = new WeakMap<Operation, unknown>();
  readonly #objectSteps = new WeakMap<Operation, AnnouncedRecording>();
  /** The last step that was told of no operation that is open. */
  #stepOfNone: unknown;

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  started(event: unknown): void {
    const capture = this.#observer.capture();
    const callId = readString(event, "callId");
    if (capture === undefined || callId === undefined) return;
    if (languageOperations.includes(readString(event, "operationId") ?? "")) {
      this.#addCallOptions(this.#joinOperation(capture, callId, event).interaction, event);
      return;
    }
    const interaction = capture.currentScope()?.interaction;
    interaction?.addOptions("maker", this.#observer.options);
    this.#addCallOptions(interaction, event);
  }

  /** What both say at once the provider options decide: they stand nearer to the model. */
  #addCallOptions(interaction: OpenInteraction | undefined, event: unknown): void {
    const logger = this.#observer.capture()?.logger;
    if (logger === undefined) return;
    for (const holder of ["runtimeContext", "providerOptions"]) {
      const options = readProperty(readProperty(event, holder), "nebuly");
      // Asked at every step, and most say nothing new in at least one of the two places.
      if (options !== undefined) interaction?.addOptions("call", readInteractionOptions(options, logger));
    }
  }

  /** Another telemetry of the client may have begun it. */
  #joinOperation(capture: Capture, callId: string, event: unknown): Operation {
    const book = operationsOf(capture);
    const operation =
      book.get(callId) ??
      new Operation({
        owner: this,
        capture,
        prompt: readProperty(event, "messages") ?? readProperty(event, "prompt"),
        recorded: readRecordedContent(event),
        onEnded: () => book.delete(callId),
      });
    book.set(callId, operation);
    operation.loop.addObserver(this.#observer);
    return operation;
  }

  stepStarted(event: unknown): void {
    const operation = this.#operationOf(event);
    // Of one whose interaction has settled, or that is no operation of a telemetry: its model's call tells which.
    if (operation === undefined) this.#stepOfNone = event;
    else this.#beginStep(operation, event);
  }

  #beginStep(operation: Operation, event: unknown): void {
    operation.nextPrompt = readProperty(event, "promptMessages");
    this.#addCallOptions(operation.interaction, event);
  }

  modelCallStarted(event: unknown): void {
    const operation = this.#operationOf(event);
    if (operation !== undefined) this.#reportedCalls.set(operation, event);
  }

  modelCallEnded(event: unknown): void {
    const operation = this.#operationOf(event);
    const start = operation === undefined ? undefined : this.#reportedCalls.get(operation);
    if (operation === undefined || start === undefined) return;
    this.#reportedCalls.delete(operation);
    operation.startCall(readString(start, "modelId") ?? "unknown", toPrompt(start)).result(event);
  }

  executeModelCall<Result>(event: unknown, execute: () => PromiseLike<Result>): PromiseLike<Result> {
    const operation = this.#operationOf(event) ?? this.#goOn(event);
    if (operation === undefined) return execute();
    this.#reportedCalls.delete(operation);
    const prompt = operation.nextPrompt ?? toPrompt(event);
    const recording = operation.startCall(readString(event, "modelId") ?? "unknown", prompt);
    return followCall(recording, execute, (result) => {
      operation.answered();
      const stream = readProperty(result, "stream");
      if (isFreeStream(stream)) tapInPlace(stream, recording);
      else recording.result(result);
      return result;
    });
  }

  /** An operation whose interaction has settled, as during a tool that took longer than the idle limit, goes on in another. */
  #goOn(event: unknown): Operation | undefined {
    const capture = this.#observer.capture();
    const callId = readString(event, "callId");
    if (capture === undefined || callId === undefined || operationsOf(capture).has(callId)) return undefined;
    const operation = this.#joinOperation(capture, callId, event);
    if (readString(this.#stepOfNone, "callId") === callId) this.#beginStep(operation, this.#stepOfNone);
    this.#stepOfNone = undefined;
    return operation;
  }

  objectStepStarted(event: unknown): void {
    const operation = this.#operationOf(event);
    if (operation === undefined) return;
    const modelId = readString(event, "modelId") ?? "unknown";
    this.#objectSteps.set(operation, operation.announceCall(modelId, readProperty(event, "promptMessages")));
  }

  objectStepEnded(event: unknown): void {
    const operation = this.#operationOf(event);
    const step = operation === undefined ? undefined : this.#objectSteps.get(operation);
    // An observed model that took the call over has told its result already.
    if (step?.withdraw() !== true) return;
    const content = [{ type: "text", text: readString(event, "objectText") ?? "" }];
    step.follower.result({
      content,
      usage: readProperty(event, "usage"),
      finishReason: readProperty(event, "finishReason"),
      response: readProperty(event, "response"),
    });
  }

  toolStarted(event: unknown): void {
    const toolCall = readProperty(event, "toolCall");
    this.#operationOf(event)?.loop.toolStarted({
      toolCallId: readString(toolCall, "toolCallId") ?? "",
      toolName: readString(toolCall, "toolName") ?? "tool",
      input: readProperty(toolCall, "input"),
    });
  }

  toolEnded(event: unknown): void {
    const output = readProperty(event, "toolOutput");
    const error = readProperty(output, "error");
    const value = error === undefined ? readProperty(output, "output") : (readString(error, "message") ?? error);
    const toolCallId = readString(readProperty(event, "toolCall"), "toolCallId") ?? "";
    const operation = this.#operationOf(event);
    if (operation === undefined) return;
    operation.toolError = error ?? operation.toolError;
    operation.loop.toolEnded(toolCallId, () => returnedTexts(value));
  }

  executeTool<Result>(event: unknown, execute: () => PromiseLike<Result>): PromiseLike<Result> {
    const operation = this.#operationOf(event);
    return operation === undefined ? execute() : operation.runTool(readString(event, "toolCallId") ?? "", execute);
  }

  embeddingStarted(event: unknown): void {
    this.#startPlainCall(embeddingCall, event);
  }

  rerankingStarted(event: unknown): void {
    this.#startPlainCall(rerankingCall, event);
  }

  #startPlainCall(kind: PlainCallKind, event: unknown): void {
    const capture = this.#observer.capture();
    if (capture !== undefined) plainCallsOf(capture).start(capture, kind, event);
  }

  plainCallEnded(event: unknown): void {
    const capture = this.#observer.capture();
    if (capture !== undefined) plainCallsOf(capture).end(event);
  }

  ended(event: unknown): void {
    const operation = this.#operationOf(event);
    this.#end(event, operation?.lastStatus ?? "completed");
  }

  aborted(event: unknown): void {
    if (readString(event, "callId") !== undefined) {
      const operation = this.#operationOf(event);
      if (operation === undefined) this.#end(event, "cancelled");
      else operation.callOff();
      return;
    }
    // The SDK told no id here before 7.0.92; then it is the operations whose model was called off.
    const capture = this.#observer.capture();
    if (capture === undefined) return;
    for (const operation of operationsOf(capture).values()) {
      if (operation.owner === this && operation.lastStatus === "cancelled") operation.end("cancelled");
    }
  }

  failed(event: unknown): void {
    this.#operationOf(event)?.fail(readProperty(event, "error"));
    this.#end(event, "failed");
  }

  #end(event: unknown, status: InteractionStatus): void {
    const capture = this.#observer.capture();
    const callId = readString(event, "callId");
    if (capture === undefined || callId === undefined) return;
    this.#operationOf(event)?.end(status);
    plainCallsOf(capture).endAll(callId);
  }

  #operationOf(event: unknown): Operation | undefined {
    const capture = this.#observer.capture();
    const callId = readString(event, "callId");
    if (capture === undefined || callId === undefined) return undefined;
    const operation = operationsOf(capture).get(callId);
    return operation?.owner === this ? operation : undefined;
  }
}

/** The prompt as a start event shows it, where the SDK does not tell what the model is given. */
function toPrompt(event: unknown): readonly unknown[] {
  const instructions = readProperty(event, "instructions") ?? readProperty(event, "system");
  const messages = readList(event, "messages");
  return instructions === undefined || instructions === null
    ? messages
    : [{ role: "system", content: instructions }, ...messages];
}
