// From a query's selection to the wire's: moments become ISO 8601, names the platform's.

import type { TimeRangeBody, InteractionFilter as WireFilter } from "../wire/filters.ts";
import type { InteractionFilter, Selection } from "./query-types.ts";

export interface WireSelection {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly WireFilter[];
}

/** An open start reaches back to the beginning of 1970, an open end up to `now`. */
export function toWireSelection(selection: Selection, now: number): WireSelection {
  const { timeRange, filters = [] } = selection;
  return {
    time_range: {
      start: new Date(timeRange?.start ?? 0).toISOString(),
      end: new Date(timeRange?.end ?? now).toISOString(),
    },
    filters: filters.map(toWireFilter),
  };
}

function toWireFilter(filter: InteractionFilter): WireFilter {
  if (!("allowNulls" in filter)) return filter;
  const { allowNulls, ...rest } = filter;
  return allowNulls === undefined ? rest : { ...rest, allow_nulls: allowNulls };
}
