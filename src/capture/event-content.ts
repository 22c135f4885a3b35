// From what was captured or tracked to the body that is sent: privacy, size limits, wire format, in this order, once.

import type { PacedLogger } from "../runtime/logger.ts";
import type { EventContent } from "../sender/outgoing-event.ts";
import type { Settings } from "../settings/settings.ts";
import { type ConversationInteraction, toConversationBody } from "../wire/conversation-body.ts";
import { type ResolvedFeedback, toFeedbackBody } from "../wire/feedback-body.ts";
import type { ResolvedInteraction } from "../wire/interaction.ts";
import { toInteractionBody } from "../wire/interaction-body.ts";
import { serializeWithin } from "../wire/shrink-body.ts";
import { type ResolvedTags, toTagsBody } from "../wire/tags-body.ts";
import {
  createTextFinisher,
  type FinishText,
  finishFeedback,
  finishInteraction,
  finishTags,
  isInteractionSendable,
} from "./finish-texts.ts";
import type { OpenInteraction } from "./open-interaction.ts";
import { createTextRedactor } from "./redaction.ts";
import { resolveInteraction } from "./resolve-interaction.ts";

/** What of the client's settings decides about a body. */
export type ContentSettings = Pick<
  Settings,
  "apiVersion" | "feedbackKey" | "maxBodyBytes" | "redact" | "endUserSecret"
>;

/** What making a body takes besides. */
export interface ContentTools {
  readonly hmacSha256: (secret: string, text: string) => string | Promise<string>;
  readonly logger: PacedLogger;
}

/** Makes the contents of events; one per client. */
export class ContentMaker {
  readonly #settings: ContentSettings;
  readonly #tools: ContentTools;

  constructor(settings: ContentSettings, tools: ContentTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /** The body of an interaction that was captured. It learns the strings as they are sent: late feedback quotes them. */
  captured(interaction: OpenInteraction): EventContent | Promise<EventContent> {
    const resolved = resolveInteraction(interaction, this.#tools.logger);
    interaction.release();
    return this.interaction(resolved, interaction);
  }

  /** The body of a finished interaction, and of the one that was captured, where it was. */
  interaction(interaction: ResolvedInteraction, captured?: OpenInteraction): EventContent | Promise<EventContent> {
    // Nothing the user said: nothing to tell of.
    if (interaction.input === "") return { type: "drop", reason: "empty" };
    const { redact, endUserSecret } = this.#settings;
    const isFinished = redact === undefined && isInteractionSendable(interaction);
    const finished = isFinished ? interaction : finishInteraction(interaction, this.#finisher());
    if (endUserSecret === undefined) return this.#written(finished, captured);
    return this.#endUser(finished.endUser).then((endUser) => this.#written({ ...finished, endUser }, captured));
  }

  #written(sent: ResolvedInteraction, captured: OpenInteraction | undefined): EventContent {
    const { apiVersion, maxBodyBytes } = this.#settings;
    if (captured !== undefined) captured.sent = sent;
    return toContent(serializeWithin(toInteractionBody(sent, apiVersion), maxBodyBytes), sent.endUser);
  }

  async conversation(conversation: {
    readonly endUser: string;
    readonly interactions: readonly ResolvedInteraction[];
  }): Promise<EventContent> {
    const finish = this.#finisher();
    const interactions: readonly ConversationInteraction[] = conversation.interactions.map((interaction) =>
      finishInteraction(interaction, finish),
    );
    const endUser = await this.#endUser(conversation.endUser);
    const body = serializeWithin(toConversationBody({ endUser, interactions }), this.#settings.maxBodyBytes);
    return toContent(body, endUser);
  }

  /** The body of a late feedback. Input and output given by the caller are redacted as the interaction's were. */
  async feedback(feedback: ResolvedFeedback, options: { readonly isAlreadySent: boolean }): Promise<EventContent> {
    const finish = this.#finisher();
    const { isAlreadySent } = options;
    const endUser = isAlreadySent ? feedback.endUser : await this.#endUser(feedback.endUser);
    const quoted = isAlreadySent ? {} : finishQuoted(feedback, finish);
    const finished = { ...finishFeedback(feedback, finish), ...quoted, endUser };
    const body = JSON.stringify(toFeedbackBody(finished, this.#settings.feedbackKey));
    return { type: "body", body, orderKey: endUser };
  }

  async tags(late: ResolvedTags): Promise<EventContent> {
    const finish = this.#finisher();
    const endUser = await this.#endUser(late.endUser);
    const finished = { ...late, ...finishQuoted(late, finish), tags: finishTags(late.tags, finish), endUser };
    return { type: "body", body: JSON.stringify(toTagsBody(finished)), orderKey: endUser };
  }

  #finisher(): FinishText {
    const { redact } = this.#settings;
    const onFailure = (): void =>
      this.#tools.logger.warn("redact failed", "redact failed on a text; the text was not sent");
    return createTextFinisher(redact === undefined ? undefined : createTextRedactor(redact, onFailure));
  }

  async #endUser(endUser: string): Promise<string> {
    const { endUserSecret } = this.#settings;
    return endUserSecret === undefined ? endUser : this.#tools.hmacSha256(endUserSecret, endUser);
  }
}

function toContent(body: string | undefined, orderKey: string): EventContent {
  return body === undefined ? { type: "drop", reason: "too_large" } : { type: "body", body, orderKey };
}

function finishQuoted(
  quoted: { readonly input?: string; readonly output?: string },
  finish: FinishText,
): { readonly input?: string; readonly output?: string } {
  return {
    ...(quoted.input !== undefined && { input: finish(quoted.input, { part: "input" }) }),
    ...(quoted.output !== undefined && { output: finish(quoted.output, { part: "output" }) }),
  };
}
