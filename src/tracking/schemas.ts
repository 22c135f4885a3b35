// What `track` and its siblings accept, in TypeScript's spelling. The wire's own schemas stand in wire/.

import { z } from "zod";
import type { Feedback, Interaction, Moment, Tags, Trace } from "../wire/interaction.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./inputs.ts";

const moment: z.ZodType<Moment> = z
  .union([z.date(), z.string(), z.number()])
  .refine((value) => !Number.isNaN(new Date(value).getTime()), "must be a valid date, ISO 8601 text or milliseconds");

const tags: z.ZodType<Tags> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.undefined()]),
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

const slugsWithText = new Set(["copy_input", "copy_output", "paste", "comment", "edit"]);

const feedbackFields = {
  slug: z.enum([
    "thumbs_up",
    "thumbs_down",
    "copy_input",
    "copy_output",
    "paste",
    "comment",
    "regenerate",
    "edit",
    "rating",
  ]),
  text: z.string().exactOptional(),
  value: z.int().min(1).max(5).exactOptional(),
};

const hasTextWhereNeeded = (feedback: Feedback): boolean =>
  !slugsWithText.has(feedback.slug) || (feedback.text !== undefined && feedback.text !== "");
const hasValueWhereNeeded = (feedback: Feedback): boolean =>
  (feedback.slug === "rating") === (feedback.value !== undefined);
const textProblem = { error: "is required for this slug", path: ["text"] };
const valueProblem = { error: "is required for rating, 1 to 5, and for no other slug", path: ["value"] };

export const feedbackSchema: z.ZodType<Feedback> = z
  .object(feedbackFields)
  .refine(hasTextWhereNeeded, textProblem)
  .refine(hasValueWhereNeeded, valueProblem);

const finished = {
  input: z.string(),
  output: z.string(),
  timeStart: moment,
  timeEnd: moment,
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
    timestamp: moment.exactOptional(),
    anonymize: z.boolean().exactOptional(),
  })
  .refine(hasTextWhereNeeded, textProblem)
  .refine(hasValueWhereNeeded, valueProblem);

export const tagsInputSchema: z.ZodType<TagsInput> = z.object({
  endUser: z.string().min(1).exactOptional(),
  timeStart: moment,
  tags,
  input: z.string().exactOptional(),
  output: z.string().exactOptional(),
});
