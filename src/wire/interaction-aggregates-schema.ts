// The schemas of aggregates and time series: what the platform takes, and what is believed of its answers.

import { z } from "zod";
import { filterSchema, timeRangeSchema } from "./filters-schema.ts";
import { pageFields } from "./get-interactions-schema.ts";
import type {
  AggregateOrder,
  AggregateRow,
  AggregatesBody,
  AggregateVariable,
  Granularity,
  GroupBy,
  TimeSeries,
  TimeSeriesBody,
} from "./interaction-aggregates.ts";
import { schemaOf } from "./schema-of.ts";

export const aggregateVariableSchema: z.ZodType<AggregateVariable> = schemaOf<AggregateVariable>()(
  z.enum([
    "n_interactions",
    "n_users",
    "user_feedback",
    "cost",
    "latency_seconds",
    "latency_percentiles",
    "stickiness",
    "session_length",
    "session_time",
    "retention",
    "n_intents",
  ]),
);

export const groupBySchema: z.ZodType<GroupBy> = schemaOf<GroupBy>()(
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("tag"), tag: z.string() }),
    z.object({
      kind: z.enum([
        "user_intent",
        "negative_user_intent",
        "keyword",
        "user_feedback",
        "type_of_problem",
        "topic",
        "user",
        "data_source",
        "language",
        "pii",
        "day",
        "conversation_id",
        "model",
      ]),
    }),
  ]),
);

export const granularitySchema: z.ZodType<Granularity> = schemaOf<Granularity>()(
  z.enum(["minute", "hour", "day", "week", "month", "quarter", "year"]),
);

const count = z.number().exactOptional();
const number = z.number().nullable().exactOptional();
const values = {
  n_interactions: count,
  n_users: count,
  n_positive_explicit_user_feedback: count,
  n_negative_explicit_user_feedback: count,
  n_positive_implicit_user_feedback: count,
  n_negative_implicit_user_feedback: count,
  n_feedback: count,
  cost: number,
  input_tokens: count,
  output_tokens: count,
  latency_seconds: number,
  latency_p50_seconds: number,
  latency_p95_seconds: number,
  stickiness: number,
  session_length: number,
  session_time: number,
  retention: number,
  n_intents: number,
};

export const aggregateOrderSchema: z.ZodType<AggregateOrder> = schemaOf<AggregateOrder>()(
  z.enum(["group_name", ...keysOf(values)]),
);

export const aggregatesBodySchema: z.ZodType<AggregatesBody> = schemaOf<AggregatesBody>()(
  z.object({
    time_range: timeRangeSchema,
    filters: z.array(filterSchema).default([]),
    group_by: groupBySchema.nullable().exactOptional(),
    additional_group_bys: z.array(groupBySchema).max(3).nullable().exactOptional(),
    variables: z.array(aggregateVariableSchema).nullable().exactOptional(),
    order_by: z
      .object({ by: aggregateOrderSchema, direction: z.enum(["asc", "desc"]).default("desc") })
      .nullable()
      .exactOptional(),
    limit: pageFields.limit.default(10),
    offset: pageFields.offset.default(0),
  }),
);

export const aggregateRowSchema: z.ZodType<AggregateRow> = schemaOf<AggregateRow>()(
  z.looseObject({
    group_name: z.string(),
    additional_groups: z.array(z.string().nullable()).exactOptional(),
    ...values,
  }),
);

export const timeSeriesBodySchema: z.ZodType<TimeSeriesBody> = schemaOf<TimeSeriesBody>()(
  z.object({
    time_range: timeRangeSchema,
    filters: z.array(filterSchema).default([]),
    variables: z.array(aggregateVariableSchema).nullable().exactOptional(),
    granularity: granularitySchema.default("day"),
  }),
);

export const timeSeriesSchema: z.ZodType<TimeSeries> = schemaOf<TimeSeries>()(
  z.looseObject({
    buckets: z.array(z.string()),
    datasets: z.record(z.string(), z.array(z.looseObject({ bucket: z.string(), ...values }))),
  }),
);

function keysOf<Fields extends object>(fields: Fields): (keyof Fields & string)[] {
  // The object above is a literal: it has the keys that its type says.
  return Object.keys(fields) as (keyof Fields & string)[];
}
