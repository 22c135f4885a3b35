// Feedback as it is kept with its interaction.

import { z } from "zod";
import { feedbackFields } from "../../wire/feedback-schema.ts";
import type { FeedbackKind } from "../../wire/filters.ts";
import type { Feedback } from "../../wire/interaction.ts";
import { schemaOf } from "../../wire/schema-of.ts";
import type { Facet } from "../storage/tables.ts";
import { feedbackKindOf } from "./feedback-kind.ts";

export interface StoredFeedback extends Feedback {
  /** Hash of what was sent: a re-sent feedback is the same one. Absent for feedback that came with its interaction. */
  readonly id?: string;
  /** Milliseconds since 1970. */
  readonly given_at: number;
}

export const storedFeedbackSchema: z.ZodType<readonly StoredFeedback[]> = z.array(
  schemaOf<StoredFeedback>()(z.object({ ...feedbackFields, id: z.string().exactOptional(), given_at: z.number() })),
);

/** How many of each kind there are, as the interactions table counts them. */
export interface FeedbackCounts {
  readonly n_positive_explicit: number;
  readonly n_negative_explicit: number;
  readonly n_positive_implicit: number;
  readonly n_negative_implicit: number;
  readonly n_feedback: number;
}

export function countFeedback(feedback: readonly Feedback[]): FeedbackCounts {
  const countOf = (kind: FeedbackKind): number => feedback.filter((action) => feedbackKindOf(action) === kind).length;
  return {
    n_positive_explicit: countOf("positive_explicit"),
    n_negative_explicit: countOf("negative_explicit"),
    n_positive_implicit: countOf("positive_implicit"),
    n_negative_implicit: countOf("negative_implicit"),
    n_feedback: feedback.length,
  };
}

/** What an interaction can be found by once it has this feedback. */
export function feedbackFacets(feedback: Feedback): readonly Facet[] {
  const kind = feedbackKindOf(feedback);
  return [
    { kind: "feedback_action", name: "", value: feedback.slug },
    ...(kind === undefined ? [] : [{ kind: "user_feedback", name: "", value: kind } as const]),
  ];
}
