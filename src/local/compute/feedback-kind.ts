// Which of the platform's four kinds a feedback action belongs to.

import type { FeedbackKind } from "../../wire/filters.ts";
import type { Feedback, FeedbackSlug } from "../../wire/interaction.ts";

/**
 * Thumbs and ratings are explicit (4 and 5 positive, 1 and 2 negative, 3 neither); using the answer is implicit praise,
 * asking anew implicit blame. Comments and copied inputs say neither.
 */
export function feedbackKindOf(feedback: Feedback): FeedbackKind | undefined {
  switch (feedback.slug) {
    case "thumbs_up":
      return "positive_explicit";
    case "thumbs_down":
      return "negative_explicit";
    case "rating":
      return ratingKind(feedback.value ?? 0);
    case "copy_output":
    case "paste":
      return "positive_implicit";
    case "regenerate":
    case "edit":
      return "negative_implicit";
    case "copy_input":
    case "comment":
      return undefined;
    default:
      return feedback.slug satisfies never;
  }
}

function ratingKind(value: number): FeedbackKind | undefined {
  if (value >= 4) return "positive_explicit";
  return value === 3 ? undefined : "negative_explicit";
}

/** Under which kind of facet a value of the `user_feedback` filter is found: it names a kind, or an action. */
export function feedbackFacetKind(value: FeedbackKind | FeedbackSlug): "user_feedback" | "feedback_action" {
  return /^(?:positive|negative)_(?:explicit|implicit)$/.test(value) ? "user_feedback" : "feedback_action";
}
