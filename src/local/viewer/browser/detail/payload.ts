// The payload that describes a stored interaction: the body of the Interaction API, made from what can be read back.

import type { InteractionRow } from "../../../../wire/get-interactions.ts";
import type { Feedback, FeedbackSlug } from "../../../../wire/interaction.ts";
import type { InteractionBodyV3 } from "../../../../wire/interaction-body.ts";

/** What sends this interaction again, with the texts as they are stored. */
export function toPayload(row: InteractionRow): Omit<InteractionBodyV3, "anonymize"> {
  const isHidden = row.input_text === null;
  return {
    interaction: {
      conversation_id: row.conversation_id ?? "",
      input: row.input_text ?? "",
      output: row.output_text ?? "",
      time_start: row.timestamp ?? "",
      time_end: row.end_timestamp ?? "",
      end_user: row.end_user ?? "",
      hide_content: isHidden,
      tags: row.tags ?? {},
    },
    traces: row.traces ?? [],
    user_feedback: (row.feedback_actions ?? []).filter(isSlug).map((slug): Feedback => toFeedback(slug, row)),
  };
}

const slugs: ReadonlySet<string> = new Set<FeedbackSlug>([
  "thumbs_up",
  "thumbs_down",
  "copy_input",
  "copy_output",
  "paste",
  "comment",
  "regenerate",
  "edit",
  "rating",
]);

function isSlug(text: string): text is FeedbackSlug {
  return slugs.has(text);
}

function toFeedback(slug: FeedbackSlug, row: InteractionRow): Feedback {
  return slug === "rating" && typeof row.feedback_action_rating === "number"
    ? { slug, value: row.feedback_action_rating }
    : { slug };
}
