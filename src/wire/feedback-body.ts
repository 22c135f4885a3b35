// The body of feedback that comes after its interaction. Its schema stands in feedback-body-schema.ts.

import type { Feedback } from "./interaction.ts";
import { toFeedbackFields } from "./interaction-body.ts";

/** How the first key of a feedback body is spelled: `action` in the published clients, `feedback` in newer documents. */
export type FeedbackKey = "action" | "feedback";

export interface FeedbackMetadataBody {
  readonly input?: string;
  readonly output?: string;
  readonly end_user: string;
  readonly timestamp: string;
  readonly anonymize: boolean;
}

/** Body of `POST /event-ingestion/api/v1/events/feedback`. */
export type FeedbackBody =
  | { readonly action: Feedback; readonly metadata: FeedbackMetadataBody }
  | { readonly feedback: Feedback; readonly metadata: FeedbackMetadataBody };

/** A late feedback with every default applied. The strings must be the ones that were sent with the interaction. */
export interface ResolvedFeedback extends Feedback {
  readonly endUser: string;
  readonly input?: string;
  readonly output?: string;
  /** ISO 8601, later than the interaction's `time_end`. */
  readonly timestamp: string;
  readonly anonymize: boolean;
}

/** Maps a late feedback to its body. */
export function toFeedbackBody(feedback: ResolvedFeedback, key: FeedbackKey): FeedbackBody {
  const action = toFeedbackFields(feedback);
  const metadata: FeedbackMetadataBody = {
    ...(feedback.input !== undefined && { input: feedback.input }),
    ...(feedback.output !== undefined && { output: feedback.output }),
    end_user: feedback.endUser,
    timestamp: feedback.timestamp,
    anonymize: feedback.anonymize,
  };
  switch (key) {
    case "action":
      return { action, metadata };
    case "feedback":
      return { feedback: action, metadata };
    default:
      return key satisfies never;
  }
}
