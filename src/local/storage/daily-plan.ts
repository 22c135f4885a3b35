// Which part of a question the daily tables answer: the whole days of its time range, if what it asks is summed by day.
// The rest of the range, before the first whole day and after the last, is read interaction by interaction.

import type { InteractionFilter } from "../../wire/filters.ts";
import { momentToMs } from "../../wire/moment-schema.ts";
import { facetOf, isExclusive, type Selection } from "./filter-conditions.ts";
import type { Grouping } from "./grouping.ts";
import type { TotalKind } from "./tables.ts";

export interface DailyPlan {
  /** Whole days: the first milliseconds of the first and the last. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** What is left of the time range, with the same filters. */
  readonly edges: readonly Selection[];
  readonly grouping: NonNullable<Grouping["daily"]>;
  /** Only rows with one of these values; undefined takes all. */
  readonly values: readonly string[] | undefined;
  /** Whether the sessions are meant, too: without a filter and by time alone. */
  readonly hasSessions: boolean;
}

const dayMs = 86_400_000;

/** Undefined where every interaction must be read. */
export function planDaily(selection: Selection, groupings: readonly Grouping[]): DailyPlan | undefined {
  const [grouping, ...others] = groupings;
  const { time_range: range, filters } = selection;
  if (grouping?.daily === undefined || others.length > 0 || range === undefined) return undefined;
  const start = momentToMs(range.start);
  const end = momentToMs(range.end);
  const firstDay = Math.ceil(start / dayMs) * dayMs;
  // The range's end is part of it.
  const lastDay = Math.floor((end + 1) / dayMs) * dayMs - dayMs;
  if (lastDay < firstDay) return undefined;
  const counted = whatIsCounted(filters, grouping.daily);
  if (counted === undefined) return undefined;
  const edge = (from: number, to: number): readonly Selection[] =>
    from > to
      ? []
      : [{ filters, time_range: { start: new Date(from).toISOString(), end: new Date(to).toISOString() } }];
  return {
    firstDay,
    lastDay,
    edges: [...edge(start, firstDay - 1), ...edge(lastDay + dayMs, end)],
    hasSessions: counted.kind === "all",
    grouping: { ...grouping.daily, kind: counted.kind, name: counted.name },
    values: counted.values,
  };
}

interface Summed {
  readonly kind: TotalKind;
  readonly name: string;
  readonly values: readonly string[] | undefined;
}

function whatIsCounted(filters: readonly InteractionFilter[], grouping: DailyPlan["grouping"]): Summed | undefined {
  const [filter, ...more] = filters;
  if (filter === undefined) return { kind: grouping.kind, name: grouping.name, values: undefined };
  // Nothing is summed by two values at once.
  if (more.length > 0 || grouping.kind !== "all") return undefined;
  const summed = summedBy(filter);
  return summed?.values?.length === 0 ? undefined : summed;
}

/** Values of which an interaction can have several are summed one by one: their sums overlap. */
function summedBy(filter: InteractionFilter): Summed | undefined {
  if (filter.kind === "language") return { kind: "language", name: "", values: filter.values };
  if (filter.kind === "pii") return { kind: "pii", name: "", values: filter.values.map(String) };
  const facet = facetOf(filter);
  return facet !== undefined && isExclusive(facet) ? facet : undefined;
}
