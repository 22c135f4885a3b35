// The tables, as Kysely sees them. Columns that every engine reads the same: text, whole numbers, floats; truth as 0 or 1,
// moments as milliseconds since 1970, structures as JSON text.

/** One row per interaction: what is counted, filtered and sorted by. Distributed by `end_user`. */
export interface InteractionsTable {
  end_user: string;
  id: string;
  conversation_id: string;
  started_at: number;
  ended_at: number;
  received_at: number;
  hide_content: number;
  /** Whether personal data was to be removed. */
  anonymize: number;
  pii_removed: number;
  text_language: string | null;
  sentiment: string | null;
  /** Micro-dollars. */
  cost: number | null;
  /** Seconds. */
  latency: number;
  verbosity: number;
  /** The distinct words of the input, lower case, each between two spaces. Empty when the content is hidden. */
  input_words: string;
  user_query: string | null;
  warning_message: string | null;
  negative_intent_message: string | null;
  /** SHA-256 of the texts as they were sent: late feedback quotes those, whatever was removed from the stored ones. */
  sent_input_hash: string;
  sent_output_hash: string;
  /** Of all model calls, as far as they were told. */
  input_tokens: number;
  output_tokens: number;
  /** Feedback actions by kind, and all of them. */
  n_positive_explicit: number;
  n_negative_explicit: number;
  n_positive_implicit: number;
  n_negative_implicit: number;
  n_feedback: number;
  analysis: AnalysisState;
}

/** How far the analyst is with an interaction: 0 not wanted, 1 waiting, 2 done, 3 given up. */
export type AnalysisState = 0 | 1 | 2 | 3;

/** The heavy part of an interaction: what is only read once it was found. Distributed by `end_user`. */
export interface InteractionTextsTable {
  end_user: string;
  id: string;
  /** Null when the content is hidden. */
  input_text: string | null;
  output_text: string | null;
  /** JSON of `TraceBody[]`. */
  traces: string;
  /** JSON of an object of texts. */
  tags: string;
  /** JSON of `StoredFeedback[]`, oldest first. */
  feedback: string;
  /** JSON of a list of texts. */
  emotions: string;
}

/** What an interaction can be found and grouped by beside its columns. Distributed by `end_user`. */
interface InteractionFacetsTable {
  end_user: string;
  interaction_id: string;
  kind: FacetKind;
  /** The tag's name; empty for the other kinds. */
  name: string;
  value: string;
  /** The interaction's own, so that an index serves a value within a time range. */
  started_at: number;
}

/** What each model of an interaction took: costs and tokens are grouped by model. Distributed by `end_user`. */
interface InteractionModelsTable {
  end_user: string;
  interaction_id: string;
  model: string;
  /** Micro-dollars. */
  cost: number | null;
  input_tokens: number;
  output_tokens: number;
}

/**
 * Sums over the interactions that began on a day (UTC) and have a value, so that counting a year does not read each of
 * them. Of no end user, and small: where PostgreSQL is distributed, it is a reference table.
 */
export interface DailyTotalsTable {
  kind: TotalKind;
  /** The tag's name; empty for the other kinds. */
  name: string;
  value: string;
  /** The day's first millisecond. */
  day: number;
  n_interactions: number;
  n_positive_explicit: number;
  n_negative_explicit: number;
  n_positive_implicit: number;
  n_negative_implicit: number;
  n_feedback: number;
  /** Micro-dollars. Of the kind `model`, cost and tokens are the model's own share. */
  cost: number;
  input_tokens: number;
  output_tokens: number;
  latency_ms: number;
}

/** What can be summed by day: every facet, some columns, and `all` for all interactions. */
export type TotalKind = FacetKind | "all" | "language" | "pii" | "model";

/** The part of a conversation that began on one day (UTC). Distributed by `end_user`. */
export interface DailySessionsTable {
  end_user: string;
  /** The day's first millisecond. */
  day: number;
  conversation_id: string;
  turns: number;
  /** The first start and the last end. */
  started_at: number;
  ended_at: number;
}

/** Feedback or tags whose interaction has not come yet. Distributed by `end_user`. */
export interface WaitingEventsTable {
  end_user: string;
  /** Hash of what was sent: a re-sent event waits once. */
  id: string;
  type: "feedback" | "tags";
  /** SHA-256 of the texts that the event quotes, where it does. */
  input_hash: string | null;
  output_hash: string | null;
  /** When the feedback was given; when the tagged interaction began. */
  at: number;
  /** JSON of a `StoredFeedback`, or of an object of texts. */
  content: string;
  received_at: number;
}

export type FacetKind =
  | "tag"
  | "user_feedback"
  | "feedback_action"
  | "data_source"
  | "keyword"
  | "topic"
  | "user_intent"
  | "negative_user_intent"
  | "type_of_problem";

export interface Tables {
  interactions: InteractionsTable;
  interaction_texts: InteractionTextsTable;
  interaction_facets: InteractionFacetsTable;
  interaction_models: InteractionModelsTable;
  daily_totals: DailyTotalsTable;
  daily_sessions: DailySessionsTable;
  waiting_events: WaitingEventsTable;
}

/** Everything that is stored of one interaction. */
export interface InteractionRecord {
  readonly facts: Readonly<InteractionsTable>;
  readonly texts: Readonly<Omit<InteractionTextsTable, "end_user" | "id">>;
  readonly facets: readonly Facet[];
  readonly models: readonly ModelShare[];
}

export type ModelShare = Readonly<Omit<InteractionModelsTable, "end_user" | "interaction_id">>;

export interface Facet {
  readonly kind: FacetKind;
  readonly name: string;
  readonly value: string;
}
