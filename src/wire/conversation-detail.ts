// One conversation with all its turns. The schemas stand in conversation-detail-schema.ts.

/** Body of `POST /api/external/get-conversation-detail`. */
export interface ConversationDetailBody {
  readonly conversation_id: string;
}

/** One turn, oldest first in its conversation. */
export interface ConversationTurn {
  readonly id: string;
  /** Null when the content is hidden. */
  readonly input?: string | null;
  readonly output?: string | null;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly end_timestamp?: string | null;
  readonly user_query?: string | null;
  readonly topic?: string | null;
  readonly sentiment?: string | null;
  readonly [field: string]: unknown;
}

/** A conversation as it is read back. Fields that this version does not know are kept. */
export interface ConversationDetail {
  readonly id?: string;
  /** Number of turns. */
  readonly session_length?: number | null;
  /** Seconds from the first turn's start to the last one's end. */
  readonly session_time?: number | null;
  /** ISO 8601. */
  readonly start_session?: string | null;
  readonly end_session?: string | null;
  /** In micro-dollars (1 USD = 1,000,000). */
  readonly cost?: number | null;
  readonly tags?: unknown;
  readonly emotions?: readonly string[] | null;
  readonly custom_aggregates?: Readonly<Record<string, unknown>> | null;
  readonly conversation: readonly ConversationTurn[];
  readonly [field: string]: unknown;
}
