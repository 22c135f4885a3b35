// Get Interactions: request, page and row, in the platform's own names. The schemas stand in get-interactions-schema.ts.

import type { InteractionFilter, TimeRangeBody } from "./filters.ts";
import type { TraceBody } from "./interaction-body.ts";

/** Body of `POST /api/external/get-interactions`. */
export interface GetInteractionsBody {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
  readonly limit: number;
  readonly offset: number;
}

/** One interaction as it is read back. Fields that this version does not know are kept. */
export interface InteractionRow {
  /** Identifies the interaction. */
  readonly id: string;
  /** What the user wrote; null when the content is hidden. */
  readonly input_text?: string | null;
  /** What the user was shown; null when the content is hidden. */
  readonly output_text?: string | null;
  /** The user's intent in one sentence. */
  readonly user_query?: string | null;
  readonly end_user?: string;
  readonly conversation_id?: string | null;
  /** ISO 8601: when the user's input was received. */
  readonly timestamp?: string;
  /** ISO 8601: when the answer was sent back. */
  readonly end_timestamp?: string | null;
  /** Issues found with the answer. */
  readonly warning_message_v2?: string | null;
  /** Set when the user has a bad experience within the conversation. */
  readonly negative_intent_message_v2?: string | null;
  /** In micro-dollars (1 USD = 1,000,000). */
  readonly cost?: number | null;
  /** In seconds. */
  readonly latency?: number | null;
  /** Language of the user's input. */
  readonly text_language?: string | null;
  /** Characters in the output. */
  readonly verbosity?: number | null;
  /** Whether personal data was removed. */
  readonly pii_removed?: boolean | null;
  readonly feedback_action_text?: string | null;
  /** 1 to 5. */
  readonly feedback_action_rating?: number | null;
  /** Slugs such as `thumbs_up`. */
  readonly feedback_actions?: readonly string[] | null;
  /** `positive`, `neutral` or `negative`. */
  readonly sentiment?: string | null;
  readonly emotions?: readonly string[] | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly custom_columns?: Readonly<Record<string, unknown>> | null;
  readonly custom_aggregates?: Readonly<Record<string, unknown>> | null;
  /** Source, query and result of each retrieval. */
  readonly rag_details?: unknown;
  /** The ordered traces: only a local platform sends them back. */
  readonly traces?: readonly TraceBody[];
  readonly [field: string]: unknown;
}

/** One page of anything. */
export interface Page<Row> {
  /** Rows in all pages together. */
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly data: readonly Row[];
}
