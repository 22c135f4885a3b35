// The filters of the read side. Values within one filter are ORed, filters are ANDed. Their schema stands in
// filters-schema.ts.

import type { FeedbackSlug } from "./interaction.ts";

/** What kind of reaction an end user's feedback is. */
export type FeedbackKind = "positive_explicit" | "negative_explicit" | "positive_implicit" | "negative_implicit";

/** Filters whose values are plain texts. */
export type TextFilterKind =
  | "user_intent"
  | "negative_user_intent"
  | "keyword"
  | "type_of_problem"
  | "topic"
  | "user"
  | "language"
  | "data_source";

interface TextFilter {
  readonly kind: TextFilterKind;
  readonly values: readonly string[];
}

interface FeedbackFilter {
  readonly kind: "user_feedback";
  /** Kinds of feedback, as the platform groups them; a local platform takes single actions as well. */
  readonly values: readonly (FeedbackKind | FeedbackSlug)[];
}

interface TagFilter {
  readonly kind: "tag";
  /** Name of the tag, as it was sent. */
  readonly tag: string;
  readonly values: readonly string[];
}

interface PersonalDataFilter {
  readonly kind: "pii";
  /** Whether personal data was removed. */
  readonly values: readonly boolean[];
}

/** Finds the user's intent in one sentence: by its text, or by a part of it. */
interface UserQueryFilter {
  readonly kind: "user_query";
  readonly values?: readonly string[];
  /** Part of the text, whatever its case. Left out: any text. */
  readonly search?: string;
  /** Also take interactions that have none. Default false. */
  readonly allow_nulls?: boolean;
}

/** Finds interactions by a message about them. */
interface MessageFilter {
  readonly kind: "warning_message" | "negative_intent_message";
  /** Part of the text, whatever its case. Left out: any text. */
  readonly search?: string;
  /** Also take interactions that have none. Default false. */
  readonly allow_nulls?: boolean;
}

/** Filters that list values. */
export type ListFilter = TextFilter | FeedbackFilter | TagFilter | PersonalDataFilter;

/** One filter; `kind` decides which other fields it takes. */
export type InteractionFilter = ListFilter | UserQueryFilter | MessageFilter;

/** A stretch of time on the wire, both ends included: ISO 8601. */
export interface TimeRangeBody {
  readonly start: string;
  readonly end: string;
}
