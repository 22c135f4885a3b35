// Checks what `track` and its siblings were given and completes it with the client's defaults. Loaded with the first call.

import type { z } from "zod";
import { limitFeedback, limitTrace, toIso, toTagTexts, unknownEndUser } from "../capture/resolve-interaction.ts";
import { limitText } from "../capture/text-limits.ts";
import { checkExactArgument, withoutUndefined } from "../errors/check-argument.ts";
import type { PacedLogger } from "../runtime/logger.ts";
import type { InteractionOptions } from "../settings/interaction-options.ts";
import type { ResolvedFeedback } from "../wire/feedback-body.ts";
import { feedbackSchema } from "../wire/feedback-schema.ts";
import type { Feedback, Interaction, ResolvedInteraction } from "../wire/interaction.ts";
import type { ResolvedTags } from "../wire/tags-body.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./inputs.ts";
import { conversationInputSchema, feedbackInputSchema, interactionSchema, tagsInputSchema } from "./schemas.ts";
import { warnOfUnknownField } from "./unknown-field.ts";

/** What the client adds to each call. */
export interface TrackContext {
  readonly defaults: InteractionOptions;
  /** Learns of fields that are not known. */
  readonly logger: PacedLogger;
}

/** Throws `NebulyValidationError` when the interaction cannot be sent. */
export function resolveTracked(given: Interaction, context: TrackContext): ResolvedInteraction {
  return resolve(checkGiven(interactionSchema, given, { call: "track", logger: context.logger }), context);
}

/** Throws `NebulyValidationError` when the conversation cannot be sent. */
export function resolveConversation(
  given: ConversationInput,
  context: TrackContext,
): { readonly endUser: string; readonly interactions: readonly ResolvedInteraction[] } {
  const { defaults, logger } = context;
  const conversation = checkGiven(conversationInputSchema, given, { call: "trackConversation", logger });
  if (defaults.hideContent === true) {
    const advice = "send each turn with track and one conversationId to hide it";
    logger.warn("trackConversation.hideContent", `trackConversation: a conversation's texts are shown; ${advice}`);
  }
  return {
    endUser: conversation.endUser ?? defaults.endUser ?? unknownEndUser,
    interactions: conversation.interactions.map((interaction) => resolve(interaction, context)),
  };
}

/** Throws `NebulyValidationError` when the feedback cannot be sent. */
export function resolveFeedback(
  given: FeedbackInput,
  { defaults, logger, now }: TrackContext & { readonly now: number },
): ResolvedFeedback {
  const feedback = checkGiven(feedbackInputSchema, given, { call: "feedback", logger });
  return {
    ...limitFeedback(feedback),
    endUser: feedback.endUser ?? defaults.endUser ?? unknownEndUser,
    ...(feedback.input !== undefined && { input: limitText(feedback.input) }),
    ...(feedback.output !== undefined && { output: limitText(feedback.output) }),
    timestamp: toIso(feedback.timestamp ?? now),
    anonymize: feedback.anonymize ?? defaults.anonymize ?? true,
  };
}

/** Throws `NebulyValidationError` when the tags cannot be sent. */
export function resolveTags(given: TagsInput, { defaults, logger }: TrackContext): ResolvedTags {
  const late = checkGiven(tagsInputSchema, given, { call: "tag", logger });
  return {
    endUser: late.endUser ?? defaults.endUser ?? unknownEndUser,
    timeStart: toIso(late.timeStart),
    tags: toTagTexts(late.tags, logger),
    ...(late.input !== undefined && { input: limitText(late.input) }),
    ...(late.output !== undefined && { output: limitText(late.output) }),
  };
}

/** Throws `NebulyValidationError` when the feedback is not valid. */
export function checkFeedback(given: Feedback, { logger }: Pick<TrackContext, "logger">): Feedback {
  return checkGiven(feedbackSchema, given, { call: "feedback", logger });
}

function checkGiven<Value>(
  schema: z.ZodType<Value>,
  given: Value,
  { call, logger }: { readonly call: string; readonly logger: PacedLogger },
): Value {
  const argument = withoutUndefined(given);
  const checked = checkExactArgument(schema, argument);
  warnOfUnknownField({ call, schema, argument, logger });
  return checked;
}

function resolve(interaction: Interaction, { defaults, logger }: TrackContext): ResolvedInteraction {
  return {
    conversationId: interaction.conversationId ?? defaults.conversationId ?? crypto.randomUUID(),
    input: limitText(interaction.input),
    output: limitText(interaction.output),
    timeStart: toIso(interaction.timeStart),
    timeEnd: toIso(interaction.timeEnd),
    endUser: interaction.endUser ?? defaults.endUser ?? unknownEndUser,
    hideContent: interaction.hideContent ?? defaults.hideContent ?? false,
    anonymize: interaction.anonymize ?? defaults.anonymize ?? true,
    tags: toTagTexts({ ...defaults.tags, ...interaction.tags }, logger),
    traces: (interaction.traces ?? []).map(limitTrace),
    feedback: (interaction.feedback ?? []).map(limitFeedback),
  };
}
