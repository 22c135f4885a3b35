// The read API that counts over time.

import { interactionTimeSeriesPath } from "../../../../wire/endpoints.ts";
import type { AggregateVariable, Granularity } from "../../../../wire/interaction-aggregates.ts";
import type { Selection } from "./interactions.ts";
import { isFields, listOf, numberOf, textOf } from "./read-answers.ts";
import { requestJson } from "./request.ts";

export interface TimePoint {
  /** Where the bucket begins, in seconds since 1970. */
  readonly startSeconds: number;
  readonly interactions: number;
  /** Micro-dollars. */
  readonly cost: number;
  readonly positiveFeedback: number;
  readonly negativeFeedback: number;
  /** Null where there is no interaction. Seconds. */
  readonly latencyP50: number | null;
  readonly latencyP95: number | null;
}

export async function fetchTimeSeries(
  selection: Selection,
  wanted: { readonly granularity: Granularity; readonly variables: readonly AggregateVariable[] },
  signal: AbortSignal,
): Promise<readonly TimePoint[]> {
  const answer = await requestJson(interactionTimeSeriesPath, { body: { ...selection, ...wanted }, signal });
  const datasets = isFields(answer) && isFields(answer.datasets) ? answer.datasets : {};
  return listOf(datasets.total).flatMap(readPoint);
}

function readPoint(value: unknown): readonly TimePoint[] {
  if (!isFields(value)) return [];
  const start = Date.parse(textOf(value.bucket) ?? "");
  if (Number.isNaN(start)) return [];
  return [
    {
      startSeconds: start / 1000,
      interactions: numberOf(value.n_interactions),
      cost: numberOf(value.cost),
      positiveFeedback:
        numberOf(value.n_positive_explicit_user_feedback) + numberOf(value.n_positive_implicit_user_feedback),
      negativeFeedback:
        numberOf(value.n_negative_explicit_user_feedback) + numberOf(value.n_negative_implicit_user_feedback),
      latencyP50: secondsOf(value.latency_p50_seconds),
      latencyP95: secondsOf(value.latency_p95_seconds),
    },
  ];
}

function secondsOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
