// The entry `nebuly`: the client, the errors, the shapes of what is sent. Named re-exports only.

export type { CaptureStats } from "./capture/capture.ts";
export type { Turn, TurnLlmTrace, TurnMessage } from "./capture/turn.ts";
export { type ClientStats, Nebuly } from "./client.ts";
export { nebuly } from "./default-client.ts";
export { NebulyApiError } from "./errors/nebuly-api-error.ts";
export { NebulyConnectionError } from "./errors/nebuly-connection-error.ts";
export { NebulyError, type NebulyErrorCode } from "./errors/nebuly-error.ts";
export { NebulyValidationError } from "./errors/nebuly-validation-error.ts";
export type { AnalyticsQueries, ConversationQueries, InteractionQueries } from "./query/queries.ts";
export type {
  AggregateQuery,
  DeleteQuery,
  InteractionFilter,
  IterateQuery,
  ListQuery,
  MultiAggregateQuery,
  ReadOptions,
  SearchOptions,
  Selection,
  TimeRange,
  TimeSeriesQuery,
} from "./query/query-types.ts";
export type { Logger } from "./runtime/logger.ts";
export type { Drop, DropReason, EventKind, FlushResult, SenderStats } from "./sender/outgoing-event.ts";
export type { ClientOptions, RetryOptions } from "./settings/client-options.ts";
export type { InteractionOptions } from "./settings/interaction-options.ts";
export type { RedactContext } from "./settings/redact.ts";
export type { ConversationInput, FeedbackInput, TagsInput } from "./tracking/inputs.ts";
export type { ConversationDetail, ConversationTurn } from "./wire/conversation-detail.ts";
export type { DeleteInteractionsAnswer } from "./wire/delete-interactions.ts";
export type { FeedbackKey } from "./wire/feedback-body.ts";
export type { FeedbackKind } from "./wire/filters.ts";
export type { InteractionRow, Page } from "./wire/get-interactions.ts";
export type {
  EmbeddingTrace,
  Feedback,
  FeedbackSlug,
  Interaction,
  LlmTrace,
  Message,
  MessageRole,
  Moment,
  RetrievalTrace,
  Tags,
  Trace,
} from "./wire/interaction.ts";
export type {
  AggregateOrder,
  AggregateRow,
  AggregateValues,
  AggregateVariable,
  Granularity,
  GroupBy,
  TimeSeries,
  TimeSeriesPoint,
} from "./wire/interaction-aggregates.ts";
export type { ApiVersion } from "./wire/interaction-body.ts";
export type { ConversationItem, GivenFeedback, InteractionDetail } from "./wire/interaction-detail.ts";
