// The user's own rewriting of texts, as an option. What runs it is in capture/redaction.ts.

import type { MessageRole } from "../wire/interaction.ts";

/** Where a text stands that `redact` is asked about. */
export interface RedactContext {
  readonly part:
    | "input"
    | "output"
    | "message"
    | "model_output"
    | "retrieval_input"
    | "retrieval_output"
    | "embedding_input"
    | "feedback"
    | "tag";
  /** Role of the message, for `message`. */
  readonly role?: MessageRole;
}

export type Redact = (text: string, context: RedactContext) => string;
