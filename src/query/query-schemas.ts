// What the read side's arguments may hold. Loaded with the first read. Unknown fields are refused: a misspelt `timeRange`
// would read, or delete, more than was meant.

import { z } from "zod";
import { listFilterSchema } from "../wire/filters-schema.ts";
import { pageFields } from "../wire/get-interactions-schema.ts";
import {
  aggregateOrderSchema,
  aggregateVariableSchema,
  granularitySchema,
  groupBySchema,
} from "../wire/interaction-aggregates-schema.ts";
import { momentInputSchema } from "../wire/moment-schema.ts";
import { schemaOf } from "../wire/schema-of.ts";
import type {
  AggregateQuery,
  DeleteQuery,
  InteractionFilter,
  IterateQuery,
  ListQuery,
  MultiAggregateQuery,
  ReadOptions,
  TimeSeriesQuery,
} from "./query-types.ts";

const search = { search: z.string().exactOptional(), allowNulls: z.boolean().exactOptional() };

const filterSchema: z.ZodType<InteractionFilter> = schemaOf<InteractionFilter>()(
  z.union([
    listFilterSchema,
    z.strictObject({ kind: z.literal("user_query"), values: z.array(z.string()).exactOptional(), ...search }),
    z.strictObject({ kind: z.enum(["warning_message", "negative_intent_message"]), ...search }),
  ]),
);

const end = momentInputSchema.exactOptional();
const filters = z.array(filterSchema).exactOptional();
const selection = { timeRange: z.strictObject({ start: end, end }).exactOptional(), filters };
const page = { limit: pageFields.limit.exactOptional(), offset: pageFields.offset.exactOptional() };
const variables = z.array(aggregateVariableSchema).exactOptional();

/** A signal of another realm or library will do, as long as it is one by its shape. */
const signal = z
  .custom<AbortSignal>(
    (value) => typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value,
    "must be an AbortSignal",
  )
  .exactOptional();

export const readOptionsSchema: z.ZodType<ReadOptions> = z.strictObject({ signal });

export const listQuerySchema: z.ZodType<ListQuery> = z.strictObject({ ...selection, ...page, signal });

export const iterateQuerySchema: z.ZodType<IterateQuery> = z.strictObject({
  ...selection,
  signal,
  pageSize: pageFields.limit.exactOptional(),
});

export const deleteQuerySchema: z.ZodType<DeleteQuery> = z
  .strictObject({ ...selection, signal, all: z.literal(true).exactOptional() })
  .refine((query) => (query.filters ?? []).length > 0 || query.all === true, {
    error: "must be true to delete without filters",
    path: ["all"],
  })
  .refine((query) => (query.filters ?? []).length === 0 || query.all === undefined, {
    error: "cannot be combined with filters",
    path: ["all"],
  });

const aggregate = {
  ...selection,
  ...page,
  signal,
  variables,
  orderBy: z
    .strictObject({ by: aggregateOrderSchema, direction: z.enum(["asc", "desc"]).exactOptional() })
    .exactOptional(),
};

export const aggregateQuerySchema: z.ZodType<AggregateQuery> = z.strictObject({
  ...aggregate,
  groupBy: groupBySchema.exactOptional(),
  additionalGroupBys: z.array(groupBySchema).max(3).exactOptional(),
});

export const multiAggregateQuerySchema: z.ZodType<MultiAggregateQuery> = z.strictObject({
  ...aggregate,
  groupings: z.array(z.tuple([groupBySchema], groupBySchema)).min(1),
});

export const timeSeriesQuerySchema: z.ZodType<TimeSeriesQuery> = z.strictObject({
  timeRange: z.strictObject({ start: momentInputSchema, end }),
  filters,
  signal,
  variables,
  granularity: granularitySchema.exactOptional(),
});
