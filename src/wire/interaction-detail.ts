// One interaction in full, as the detail path answers it. Its schema stands in interaction-detail-schema.ts.

import type { TraceBody } from "./interaction-body.ts";

/** One turn of the conversation that an interaction belongs to. */
export interface ConversationItem {
  readonly input: string | null;
  readonly output: string | null;
  /** ISO 8601. */
  readonly timestamp: string;
  /** Whether it is the interaction that was asked for. */
  readonly is_chosen: boolean;
  readonly [field: string]: unknown;
}

/** Feedback as it is read back. */
export interface GivenFeedback {
  readonly slug: string;
  readonly text?: string | undefined;
  readonly value?: number | undefined;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly [field: string]: unknown;
}

/** Answer of `GET /api/external/export/interactions/detail-v2/{id}`. Fields that this version does not know are kept. */
export interface InteractionDetail {
  readonly interaction_id?: string;
  /** Null when the content is hidden. */
  readonly input?: string | null;
  readonly output?: string | null;
  /** All turns of its conversation, oldest first. */
  readonly conversation: readonly ConversationItem[];
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly feedback?: readonly GivenFeedback[] | null;
  readonly sentiment?: string | null;
  readonly emotions?: readonly string[] | null;
  readonly topic?: string | null;
  readonly intent?: string | null;
  /** Names of the sources that were asked. */
  readonly rags?: readonly string[] | null;
  readonly rags_details?: unknown;
  /** In micro-dollars (1 USD = 1,000,000). */
  readonly cost?: number | null;
  /** In seconds. */
  readonly latency?: number | null;
  /** Characters in the output. */
  readonly verbosity?: number | null;
  readonly text_language?: string | null;
  readonly pii_removed?: boolean | null;
  /** The ordered traces: only a local platform sends them back. */
  readonly traces?: readonly TraceBody[];
  readonly [field: string]: unknown;
}
