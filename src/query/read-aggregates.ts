// Reading numbers: groups of interactions, and series over time. Loaded with the first call.

import { checkArgument } from "../errors/check-argument.ts";
import { interactionAggregatesPath, interactionTimeSeriesPath } from "../wire/endpoints.ts";
import type { Page } from "../wire/get-interactions.ts";
import { pageSchema } from "../wire/get-interactions-schema.ts";
import type { AggregateRow, AggregatesBody, TimeSeries, TimeSeriesBody } from "../wire/interaction-aggregates.ts";
import { aggregateRowSchema, timeSeriesSchema } from "../wire/interaction-aggregates-schema.ts";
import { aggregateQuerySchema, multiAggregateQuerySchema, timeSeriesQuerySchema } from "./query-schemas.ts";
import type { AggregateQuery, MultiAggregateQuery, TimeSeriesQuery } from "./query-types.ts";
import { type ReadDependencies, read } from "./read-api.ts";
import { toWireSelection } from "./wire-selection.ts";

const defaultLimit = 100;
const pageOfGroups = pageSchema(aggregateRowSchema);

/** One page of groups. */
export async function aggregate(dependencies: ReadDependencies, given: AggregateQuery): Promise<Page<AggregateRow>> {
  return readGroups(dependencies, checkArgument(aggregateQuerySchema, given), dependencies.clock.now());
}

/** One page of groups for each grouping, all of the same time range. */
export async function multiAggregate(
  dependencies: ReadDependencies,
  given: MultiAggregateQuery,
): Promise<readonly Page<AggregateRow>[]> {
  const { groupings, ...query } = checkArgument(multiAggregateQuerySchema, given);
  const now = dependencies.clock.now();
  return Promise.all(
    groupings.map(([groupBy, ...additionalGroupBys]) =>
      readGroups(dependencies, { ...query, groupBy, additionalGroupBys }, now),
    ),
  );
}

/** The numbers of each bucket. */
export async function timeSeries(dependencies: ReadDependencies, given: TimeSeriesQuery): Promise<TimeSeries> {
  const { granularity = "day", variables, signal, ...selection } = checkArgument(timeSeriesQuerySchema, given);
  const body: TimeSeriesBody = {
    ...toWireSelection(selection, dependencies.clock.now()),
    ...(variables !== undefined && { variables }),
    granularity,
  };
  return read(dependencies, {
    method: "POST",
    path: interactionTimeSeriesPath,
    body,
    schema: timeSeriesSchema,
    signal,
  });
}

function readGroups(dependencies: ReadDependencies, query: AggregateQuery, now: number): Promise<Page<AggregateRow>> {
  const { groupBy, additionalGroupBys = [], variables, orderBy, limit = defaultLimit, offset = 0, signal } = query;
  const body: AggregatesBody = {
    ...toWireSelection(query, now),
    ...(groupBy !== undefined && { group_by: groupBy }),
    ...(additionalGroupBys.length > 0 && { additional_group_bys: additionalGroupBys }),
    ...(variables !== undefined && { variables }),
    ...(orderBy !== undefined && { order_by: { by: orderBy.by, direction: orderBy.direction ?? "desc" } }),
    limit,
    offset,
  };
  return read(dependencies, { method: "POST", path: interactionAggregatesPath, body, schema: pageOfGroups, signal });
}
