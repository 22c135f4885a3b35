// What `client.interaction` hands to its function: traces, input, output and feedback set by hand.

import type { EmbeddingTrace, Feedback, LlmTrace, Message, RetrievalTrace } from "../wire/interaction.ts";
import type { OpenInteraction } from "./open-interaction.ts";
import type { TraceSource } from "./recording.ts";
import { toText } from "./safe-json.ts";

/** A message as a turn takes it: the content may be a string or a list of parts, which is flattened to text. */
export interface TurnMessage {
  readonly role: Message["role"];
  readonly content: unknown;
}

/** A model call as `turn.llm` takes it. */
export type TurnLlmTrace = Omit<LlmTrace, "messages"> & { readonly messages: readonly TurnMessage[] };

/**
 * One open interaction, inside `client.interaction`. Its methods never throw; after the interaction has settled they do
 * nothing, `feedback` and `done` excepted.
 *
 * @example
 * ```ts
 * await client.interaction({ endUser: "user-1", input: "Opening hours?" }, async (turn) => {
 *   turn.retrieval({ source: "faq", input: "opening hours", outputs: ["Open 9 to 17."] });
 *   turn.llm({ model: "my-model", messages: [{ role: "user", content: "Opening hours?" }], output: "9 to 17." });
 *   turn.setOutput("9 to 17.");
 * });
 * ```
 */
export interface Turn {
  /** Adds a model call that has ended. */
  llm(trace: TurnLlmTrace): void;
  /** Adds a retrieval or tool call that has ended. */
  retrieval(trace: RetrievalTrace): void;
  /** Adds an embedding that has ended. */
  embedding(trace: EmbeddingTrace): void;
  /** Sets what the user wrote; wins over what was captured. */
  setInput(text: string): void;
  /** Sets what the user was shown; wins over what was captured. */
  setOutput(text: string): void;
  /**
   * Adds feedback: to the interaction while it is open, afterwards as an event of its own that quotes the interaction.
   * Rejects with `NebulyValidationError` when the feedback is not valid.
   */
  feedback(feedback: Feedback): Promise<void>;
  /**
   * Waits until the interaction has settled and was delivered, at most `timeoutMs` (default: the client's
   * `idleTimeoutMs`); what is still open then is sent as abandoned. Never rejects.
   */
  done(options?: { readonly timeoutMs?: number }): Promise<void>;
}

export interface TurnOwner {
  /** Sends feedback or adds it to the interaction; rejects on invalid feedback. */
  feedback(interaction: OpenInteraction, feedback: Feedback): Promise<void>;
  done(interaction: OpenInteraction, timeoutMs: number | undefined): Promise<void>;
}

/** A step as it was told by hand; read-told-step.ts reads it. */
export class ToldStep implements TraceSource {
  readonly call: "llm" | "retrieval" | "embedding";
  readonly given: unknown;

  constructor(call: ToldStep["call"], given: unknown) {
    this.call = call;
    this.given = given;
  }

  toTraces(): undefined {}
}

/** Makes the turn of an interaction. */
export function createTurn(interaction: OpenInteraction, owner: TurnOwner): Turn {
  const record = (call: ToldStep["call"], given: unknown): void =>
    interaction.startTrace(new ToldStep(call, given), { isModelCall: call === "llm" }).end();
  return {
    llm: (trace) => record("llm", trace),
    retrieval: (trace) => record("retrieval", trace),
    embedding: (trace) => record("embedding", trace),
    setInput: (text) => interaction.setInput(toText(text)),
    setOutput: (text) => interaction.setOutput(toText(text)),
    feedback: (feedback) => owner.feedback(interaction, feedback),
    done: (options) => owner.done(interaction, options?.timeoutMs),
  };
}

/** The turn where capture is off: takes everything, does nothing. */
export const inertTurn: Turn = {
  llm() {},
  retrieval() {},
  embedding() {},
  setInput() {},
  setOutput() {},
  feedback: () => Promise.resolve(),
  done: () => Promise.resolve(),
};
