// What one interaction is, in TypeScript's spelling. How it looks on the wire is in interaction-body.ts.

/** Who wrote a message, in the platform's four roles. */
export type MessageRole = "system" | "user" | "assistant" | "tool";

/** One message of a model call: plain text, other parts as placeholders such as `[image]`. */
export interface Message {
  readonly role: MessageRole;
  readonly content: string;
}

/** One call of a language model. */
export interface LlmTrace {
  /** The model's name as the provider knows it, such as `gpt-5-mini`. */
  readonly model: string;
  /** What the model was given, oldest first, without its answer. */
  readonly messages: readonly Message[];
  /** What the model answered; tool calls as `name(json)`. */
  readonly output: string;
  /** All input tokens, cached ones included. Left out when the provider did not say. */
  readonly inputTokens?: number | undefined;
  /** All output tokens, reasoning included. Left out when the provider did not say. */
  readonly outputTokens?: number | undefined;
  /** What the call cost, in whole micro-dollars (1 USD = 1,000,000). */
  readonly cost?: number | undefined;
}

/** One retrieval, tool call or reranking. */
export interface RetrievalTrace {
  /** Where the data came from: the tool's or retriever's name. */
  readonly source: string;
  /** The query, or the tool's arguments as JSON. */
  readonly input: string;
  /** What came back, one text per document. */
  readonly outputs: readonly string[];
}

/** One embedding of a text. */
export interface EmbeddingTrace {
  readonly model: string;
  readonly input: string;
  /** Left out when the provider did not say. */
  readonly inputTokens?: number | undefined;
}

/** One step of an interaction. The keys tell the kind: `messages`, `outputs`, or neither. */
export type Trace = LlmTrace | RetrievalTrace | EmbeddingTrace;

/** What an end user can do with an answer. */
export type FeedbackSlug =
  | "thumbs_up"
  | "thumbs_down"
  | "copy_input"
  | "copy_output"
  | "paste"
  | "comment"
  | "regenerate"
  | "edit"
  | "rating";

/** One feedback action of the end user. */
export interface Feedback {
  readonly slug: FeedbackSlug;
  /** Required for copy_input, copy_output, paste, comment and edit; optional for thumbs and rating. */
  readonly text?: string | undefined;
  /** 1 to 5, for `rating` only, required there. */
  readonly value?: number | undefined;
}

/** Tag values as callers may give them; null, undefined and empty ones are left out, others become strings. */
export type Tags = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A moment: a `Date`, an ISO 8601 string (in UTC where it names no offset, as on the platform), or milliseconds since 1970. */
export type Moment = Date | string | number;

/** One finished interaction, as `client.track` takes it. */
export interface Interaction {
  /** What the user wrote. */
  readonly input: string;
  /** What the user was shown. */
  readonly output: string;
  /** When the call to the model began. */
  readonly timeStart: Moment;
  /** When the user had the full answer. */
  readonly timeEnd: Moment;
  /** Who the user is; hashing is recommended (`endUserSecret`). Default: the client's `endUser`, else `anonymous`. */
  readonly endUser?: string | undefined;
  /** Groups interactions. Default: the client's, else a new UUID. */
  readonly conversationId?: string | undefined;
  readonly tags?: Tags | undefined;
  /** Hide input and output on the platform. Default: the client's, else false. */
  readonly hideContent?: boolean | undefined;
  /** Let the platform remove personal data. Default: the client's, else true. */
  readonly anonymize?: boolean | undefined;
  /** The steps in the order in which they started. Default: none. */
  readonly traces?: readonly Trace[] | undefined;
  readonly feedback?: readonly Feedback[] | undefined;
}

/** An interaction with every default applied and every value in its final form; what the wire formats are made from. */
export interface ResolvedInteraction {
  readonly conversationId: string;
  readonly input: string;
  readonly output: string;
  /** ISO 8601 with milliseconds. */
  readonly timeStart: string;
  /** ISO 8601 with milliseconds. */
  readonly timeEnd: string;
  readonly endUser: string;
  readonly hideContent: boolean;
  readonly anonymize: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly traces: readonly Trace[];
  readonly feedback: readonly Feedback[];
}

/** Whether a trace is a language model call. */
export function isLlmTrace(trace: Trace): trace is LlmTrace {
  return "messages" in trace;
}

/** Whether a trace is a retrieval, tool call or reranking. */
export function isRetrievalTrace(trace: Trace): trace is RetrievalTrace {
  return "outputs" in trace;
}
