// The read queries that are measured, each as the viewer or a client sends it, with other values every time.

import {
  conversationDetailPath,
  getInteractionsPath,
  interactionAggregatesPath,
  interactionDetailPath,
  interactionTimeSeriesPath,
} from "../../src/wire/endpoints.ts";
import { generateConversation, trafficEnd } from "./generate.ts";
import type { Traffic } from "./load.ts";

const dayMs = 86_400_000;

export interface ReadQuery {
  readonly name: string;
  /** The request of the given run. */
  request(run: number): { readonly path: string; readonly body?: unknown };
}

/** All queries of the table, on traffic of the given size. */
export function readQueries(traffic: Traffic): readonly ReadQuery[] {
  const year = { start: iso(trafficEnd - 366 * dayMs), end: iso(trafficEnd) };
  const month = (run: number): { start: string; end: string } => {
    const end = trafficEnd - ((run * 17) % 330) * dayMs;
    return { start: iso(end - 30 * dayMs), end: iso(end) };
  };
  const conversation = (run: number): ReturnType<typeof generateConversation> =>
    generateConversation(1 + ((run * 7_919) % traffic.conversations), traffic.users);
  const list = (
    name: string,
    filters: (run: number) => readonly unknown[],
    options: { readonly range?: typeof month; readonly offset?: number } = {},
  ): ReadQuery => ({
    name: `get-interactions: ${name}`,
    request: (run) => ({
      path: getInteractionsPath,
      body: {
        time_range: (options.range ?? month)(run),
        filters: filters(run),
        limit: 50,
        offset: options.offset ?? 0,
      },
    }),
  });
  const aggregates = (name: string, body: object, range = month): ReadQuery => ({
    name: `aggregates: ${name}`,
    request: (run) => ({
      path: interactionAggregatesPath,
      body: { time_range: range(run), filters: [], limit: 20, offset: 0, ...body },
    }),
  });
  const series = (name: string, body: object, range: typeof month): ReadQuery => ({
    name: `time series: ${name}`,
    request: (run) => ({ path: interactionTimeSeriesPath, body: { time_range: range(run), filters: [], ...body } }),
  });
  const wholeYear = (): typeof year => year;
  const counts = { variables: ["n_interactions", "cost", "latency_seconds"] };
  return [
    list("a month", () => []),
    list("a year", () => [], { range: wholeYear }),
    list("a year, page 1,000", () => [], { range: wholeYear, offset: 50_000 }),
    list("a month, tag", (run) => [{ kind: "tag", tag: "country", values: [["US", "JP", "BR"][run % 3]] }]),
    list("a month, keyword", (run) => [
      { kind: "keyword", values: [["refund", "password", "opening hours"][run % 3]] },
    ]),
    list("a month, feedback", () => [{ kind: "user_feedback", values: ["negative_explicit"] }]),
    list("a year, user", (run) => [{ kind: "user", values: [conversation(run)[0]?.endUser] }], { range: wholeYear }),
    list("a month, three filters", () => [
      { kind: "tag", tag: "tier", values: ["gold"] },
      { kind: "language", values: ["en"] },
      { kind: "data_source", values: ["faq"] },
    ]),
    {
      name: "interaction detail",
      request: (run) => ({ path: `${interactionDetailPath}/${conversation(run)[0]?.id}` }),
    },
    {
      name: "conversation detail",
      request: (run) => ({
        path: conversationDetailPath,
        body: { conversation_id: conversation(run)[0]?.conversationId },
      }),
    },
    aggregates("a month by tag, counts", { group_by: { kind: "tag", tag: "country" }, ...counts }),
    aggregates("a month by tag, everything", { group_by: { kind: "tag", tag: "country" } }),
    aggregates("a month by user, counts", { group_by: { kind: "user" }, ...counts }),
    aggregates("a year by data source, counts", { group_by: { kind: "data_source" }, ...counts }, wholeYear),
    series("a month by day, counts", { granularity: "day", ...counts }, month),
    series("a month by day, everything", { granularity: "day" }, month),
    series("a year by week, counts", { granularity: "week", ...counts }, wholeYear),
    series("a year by month, everything", { granularity: "month" }, wholeYear),
  ];
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
