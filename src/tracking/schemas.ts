// What `track` and its siblings accept, in TypeScript's spelling. The wire's own schemas stand in wire/.

import { z } from "zod";
import { checkFeedbackRules, feedbackFields, feedbackSchema } from "../wire/feedback-schema.ts";
import type { Interaction, Tags, Trace } from "../wire/interaction.ts";
import { momentInputSchema } from "../wire/moment-schema.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./inputs.ts";

const tags: z.ZodType<Tags> = z.record(
  z.string(),
  z.union(
    [z.string(), z.number(), z.boolean(), z.null(), z.undefined()],
    "must be a string, a number, true, false or null",
  ),
);

const count = z.int().nonnegative();

const message = z.object({ role: z.enum(["system", "user", "assistant", "tool"]), content: z.string() });

const trace: z.ZodType<Trace> = z.union([
  z.object({
    model: z.string(),
    messages: z.array(message),
    output: z.string(),
    inputTokens: count.exactOptional(),
    outputTokens: count.exactOptional(),
    cost: count.exactOptional(),
  }),
  z.object({ source: z.string(), input: z.string(), outputs: z.array(z.string()) }),
  z.object({ model: z.string(), input: z.string(), inputTokens: count.exactOptional() }),
]);

const finished = {
  input: z.string(),
  output: z.string(),
  timeStart: momentInputSchema,
  timeEnd: momentInputSchema,
  tags: tags.exactOptional(),
  traces: z.array(trace).exactOptional(),
  feedback: z.array(feedbackSchema).exactOptional(),
};

export const interactionSchema: z.ZodType<Interaction> = z.object({
  ...finished,
  endUser: z.string().min(1).exactOptional(),
  conversationId: z.string().min(1).exactOptional(),
  hideContent: z.boolean().exactOptional(),
  anonymize: z.boolean().exactOptional(),
});

export const conversationInputSchema: z.ZodType<ConversationInput> = z.object({
  endUser: z.string().min(1).exactOptional(),
  interactions: z.array(z.object(finished)).min(1),
});

export const feedbackInputSchema: z.ZodType<FeedbackInput> = z
  .object({
    ...feedbackFields,
    endUser: z.string().min(1).exactOptional(),
    input: z.string().exactOptional(),
    output: z.string().exactOptional(),
    timestamp: momentInputSchema.exactOptional(),
    anonymize: z.boolean().exactOptional(),
  })
  .check(checkFeedbackRules);

export const tagsInputSchema: z.ZodType<TagsInput> = z.object({
  endUser: z.string().min(1).exactOptional(),
  timeStart: momentInputSchema,
  tags,
  input: z.string().exactOptional(),
  output: z.string().exactOptional(),
});
