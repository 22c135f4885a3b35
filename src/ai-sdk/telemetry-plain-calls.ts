// Embeddings and rerankings that the SDK's telemetry tells of, from their start event to their end event.

import type { Capture } from "../capture/capture.ts";
import type { OpenTrace } from "../capture/open-interaction.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { TurnoverMap } from "../runtime/turnover-map.ts";
import { announcedCalls } from "./announced-calls.ts";
import type { PlainCall, PlainCallKind } from "./observe-plain-call.ts";
import { readString } from "./read-shape.ts";
import { readRecordedContent } from "./recorded-content.ts";

interface OpenCall {
  readonly callId: string;
  readonly call: PlainCall;
  readonly trace: OpenTrace;
  /** Takes back the announcement, in case that no observed model took it. */
  readonly withdraw: () => boolean;
}

/** Calls leave when they end, when their operation ends, or when their interaction settles. */
export class TelemetryPlainCalls {
  readonly #open = new TurnoverMap<string, OpenCall>();

  /** Records nothing outside of an interaction, nor a call that it knows already. */
  start(capture: Capture, kind: PlainCallKind, event: unknown): void {
    const interaction = capture.currentScope()?.interaction;
    const key = keyOf(event);
    if (interaction === undefined || key === undefined || this.#open.has(key)) return;
    const call: PlainCall = { modelId: readString(event, "modelId") ?? "unknown", params: event, result: undefined };
    const recorded = readRecordedContent(event);
    const trace = interaction.startTrace({ toTraces: () => kind.toTrace(call, recorded) }, { isModelCall: false });
    const { modelId } = call;
    const content = kind.readContent(event);
    const withdraw = announcedCalls().add({ capture, modelId, content });
    this.#open.set(key, { callId: readString(event, "callId") ?? key, call, trace, withdraw });
    interaction.onSettle(() => this.#end(key));
  }

  end(event: unknown): void {
    const key = keyOf(event);
    const open = key === undefined ? undefined : this.#open.get(key);
    if (key === undefined || open === undefined) return;
    open.call.result = event;
    this.#end(key);
  }

  /** Its operation has ended; a failed call has no end event of its own. */
  endAll(callId: string): void {
    for (const key of this.#open.keys()) if (this.#open.get(key)?.callId === callId) this.#end(key);
  }

  #end(key: string): void {
    const open = this.#open.get(key);
    this.#open.delete(key);
    open?.withdraw();
    open?.trace.end();
  }
}

/** One book per capture and process: a telemetry that is registered twice must not tell of a call twice. */
export function plainCallsOf(capture: Capture): TelemetryPlainCalls {
  const books = globalSingleton("ai-sdk-plain-calls-1", () => new WeakMap<Capture, TelemetryPlainCalls>());
  const book = books.get(capture) ?? new TelemetryPlainCalls();
  books.set(capture, book);
  return book;
}

/** `embedMany` makes several calls at once, each with an id of its own. */
function keyOf(event: unknown): string | undefined {
  return readString(event, "embedCallId") ?? readString(event, "callId");
}
