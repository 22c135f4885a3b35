// The schema of one feedback action: which slugs need a text, which one needs a value.

import { z } from "zod";
import type { Feedback, FeedbackSlug } from "./interaction.ts";
import { schemaOf } from "./schema-of.ts";

export const feedbackSlugs: readonly FeedbackSlug[] = [
  "thumbs_up",
  "thumbs_down",
  "copy_input",
  "copy_output",
  "paste",
  "comment",
  "regenerate",
  "edit",
  "rating",
];

const slugsWithText: ReadonlySet<FeedbackSlug> = new Set(["copy_input", "copy_output", "paste", "comment", "edit"]);

/** The fields of a feedback action, for shapes that add some; {@link checkFeedbackRules} completes them. */
export const feedbackFields: {
  readonly slug: z.ZodType<FeedbackSlug>;
  readonly text: z.ZodOptional<z.ZodString>;
  readonly value: z.ZodOptional<z.ZodInt>;
} = {
  slug: z.enum(feedbackSlugs),
  text: z.string().optional(),
  value: z.int().min(1).max(5).optional(),
};

/** Adds the rules between the fields: texts where a slug needs one, a value for ratings and for nothing else. */
export function checkFeedbackRules(context: z.core.ParsePayload<Feedback>): void {
  const { slug, text, value } = context.value;
  if (slugsWithText.has(slug) && (text === undefined || text === "")) {
    context.issues.push({ code: "custom", input: text, path: ["text"], message: `is required for ${slug}` });
  }
  if ((slug === "rating") !== (value !== undefined)) {
    context.issues.push({
      code: "custom",
      input: value,
      path: ["value"],
      message: "is required for rating, 1 to 5, and for no other slug",
    });
  }
}

/** One feedback action, as it stands in every body. */
export const feedbackSchema: z.ZodType<Feedback> = schemaOf<Feedback>()(
  z.object(feedbackFields).check(checkFeedbackRules),
);
