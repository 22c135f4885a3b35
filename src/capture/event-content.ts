// From what was captured or tracked to the body that is sent: privacy, size limits, wire format, in this order, once.

import type { EventContent } from "../sender/outgoing-event.ts";
import type { Redact } from "../settings/redact.ts";
import { type ConversationInteraction, toConversationBody } from "../wire/conversation-body.ts";
import { type FeedbackKey, type ResolvedFeedback, toFeedbackBody } from "../wire/feedback-body.ts";
import type { ResolvedInteraction } from "../wire/interaction.ts";
import { type ApiVersion, toInteractionBody } from "../wire/interaction-body.ts";
import { serializeWithin } from "../wire/shrink-body.ts";
import { type ResolvedTags, toTagsBody } from "../wire/tags-body.ts";
import type { OpenInteraction } from "./open-interaction.ts";
import { createTextRedactor, redactFeedback, redactInteraction, redactTags } from "./redaction.ts";
import { resolveInteraction } from "./resolve-interaction.ts";

export interface ContentSettings {
  readonly apiVersion: ApiVersion;
  readonly feedbackKey: FeedbackKey;
  readonly maxBodyBytes: number;
  readonly redact: Redact | undefined;
  readonly endUserSecret: string | undefined;
  readonly hmacSha256: (secret: string, text: string) => string | Promise<string>;
  readonly onRedactFailure: (error: unknown) => void;
}

/** Makes the contents of events; one per client. */
export class ContentMaker {
  readonly #settings: ContentSettings;

  constructor(settings: ContentSettings) {
    this.#settings = settings;
  }

  /** The body of an interaction that was captured. It learns the strings as they are sent: late feedback quotes them. */
  captured(interaction: OpenInteraction): Promise<EventContent> {
    const resolved = resolveInteraction(interaction, () => crypto.randomUUID());
    interaction.release();
    return this.interaction(resolved, (sent) => {
      interaction.sent = sent;
    });
  }

  /** The body of a finished interaction. */
  async interaction(
    interaction: ResolvedInteraction,
    onResolved?: (sent: ResolvedInteraction) => void,
  ): Promise<EventContent> {
    // Nothing the user said: nothing to tell of.
    if (interaction.input === "") return { type: "drop", reason: "empty" };
    const redact = this.#redactor();
    const redacted = redact === undefined ? interaction : redactInteraction(interaction, redact);
    const sent = { ...redacted, endUser: await this.#endUser(interaction.endUser) };
    onResolved?.(sent);
    const body = serializeWithin(toInteractionBody(sent, this.#settings.apiVersion), this.#settings.maxBodyBytes);
    return toContent(body, sent.endUser);
  }

  async conversation(conversation: {
    readonly endUser: string;
    readonly interactions: readonly ResolvedInteraction[];
  }): Promise<EventContent> {
    const redact = this.#redactor();
    const interactions: readonly ConversationInteraction[] =
      redact === undefined
        ? conversation.interactions
        : conversation.interactions.map((interaction) => redactInteraction(interaction, redact));
    const endUser = await this.#endUser(conversation.endUser);
    const body = serializeWithin(toConversationBody({ endUser, interactions }), this.#settings.maxBodyBytes);
    return toContent(body, endUser);
  }

  /** The body of a late feedback. Input and output given by the caller are redacted as the interaction's were. */
  async feedback(feedback: ResolvedFeedback, options: { readonly isAlreadySent: boolean }): Promise<EventContent> {
    const redact = this.#redactor();
    const { isAlreadySent } = options;
    const endUser = isAlreadySent ? feedback.endUser : await this.#endUser(feedback.endUser);
    const redacted = redact === undefined ? feedback : redactFeedback(feedback, redact);
    const quoted = redact === undefined || isAlreadySent ? {} : redactQuoted(feedback, redact);
    const body = JSON.stringify(toFeedbackBody({ ...redacted, ...quoted, endUser }, this.#settings.feedbackKey));
    return { type: "body", body, orderKey: endUser };
  }

  async tags(late: ResolvedTags): Promise<EventContent> {
    const redact = this.#redactor();
    const endUser = await this.#endUser(late.endUser);
    const redacted =
      redact === undefined ? late : { ...late, ...redactQuoted(late, redact), tags: redactTags(late.tags, redact) };
    return { type: "body", body: JSON.stringify(toTagsBody({ ...redacted, endUser })), orderKey: endUser };
  }

  #redactor(): Redact | undefined {
    const { redact, onRedactFailure } = this.#settings;
    return redact === undefined ? undefined : createTextRedactor(redact, onRedactFailure);
  }

  async #endUser(endUser: string): Promise<string> {
    const { endUserSecret, hmacSha256 } = this.#settings;
    return endUserSecret === undefined ? endUser : hmacSha256(endUserSecret, endUser);
  }
}

function toContent(body: string | undefined, orderKey: string): EventContent {
  return body === undefined ? { type: "drop", reason: "too_large" } : { type: "body", body, orderKey };
}

function redactQuoted(
  quoted: { readonly input?: string; readonly output?: string },
  redact: Redact,
): { readonly input?: string; readonly output?: string } {
  return {
    ...(quoted.input !== undefined && { input: redact(quoted.input, { part: "input" }) }),
    ...(quoted.output !== undefined && { output: redact(quoted.output, { part: "output" }) }),
  };
}
