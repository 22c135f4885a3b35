// The read APIs that count: interactions by group.

import { interactionAggregatesPath } from "../../../../wire/endpoints.ts";
import type { AggregateVariable } from "../../../../wire/interaction-aggregates.ts";
import type { Selection } from "./interactions.ts";
import { type Fields, isFields, listOf, numberOf, textOf } from "./read-answers.ts";
import { requestJson } from "./request.ts";

export type GroupKind = "user" | "language" | "data_source" | "tag" | "model";

export interface Group {
  readonly name: string;
  readonly interactions: number;
  /** Micro-dollars. */
  readonly cost: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What is counted of a whole selection. */
export interface Totals {
  readonly interactions: number;
  readonly users: number;
  /** Micro-dollars. */
  readonly cost: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly positiveFeedback: number;
  readonly negativeFeedback: number;
}

/** Within how many seconds the half, and nineteen of twenty, had their answer. */
export interface LatencyTotals {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

export async function fetchTotals(selection: Selection, signal: AbortSignal): Promise<Totals> {
  const variables: readonly AggregateVariable[] = ["n_interactions", "n_users", "cost", "user_feedback"];
  const fields = await fetchWhole(selection, variables, signal);
  const feedback = (sign: string): number =>
    numberOf(fields[`n_${sign}_explicit_user_feedback`]) + numberOf(fields[`n_${sign}_implicit_user_feedback`]);
  return {
    interactions: numberOf(fields.n_interactions),
    users: numberOf(fields.n_users),
    cost: numberOf(fields.cost),
    inputTokens: numberOf(fields.input_tokens),
    outputTokens: numberOf(fields.output_tokens),
    positiveFeedback: feedback("positive"),
    negativeFeedback: feedback("negative"),
  };
}

/** By itself: percentiles look at every interaction, sums do not. */
export async function fetchLatency(selection: Selection, signal: AbortSignal): Promise<LatencyTotals> {
  const fields = await fetchWhole(selection, ["latency_percentiles"], signal);
  return { p50: secondsOf(fields.latency_p50_seconds), p95: secondsOf(fields.latency_p95_seconds) };
}

async function fetchWhole(
  selection: Selection,
  variables: readonly AggregateVariable[],
  signal: AbortSignal,
): Promise<Fields> {
  const body = { ...selection, variables, limit: 1, offset: 0 };
  const answer = await requestJson(interactionAggregatesPath, { body, signal });
  const [row] = isFields(answer) ? listOf(answer.data) : [];
  return isFields(row) ? row : {};
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The largest groups first. */
export async function fetchGroups(
  selection: Selection,
  wanted: { readonly kind: GroupKind; readonly tag?: string; readonly limit: number },
  signal: AbortSignal,
): Promise<readonly Group[]> {
  const { kind, tag, limit } = wanted;
  const body = {
    ...selection,
    group_by: { kind, ...(tag !== undefined && { tag }) },
    variables: kind === "model" ? ["n_interactions", "cost"] : ["n_interactions"],
    order_by: { by: "n_interactions", direction: "desc" },
    limit,
    offset: 0,
  };
  const answer = await requestJson(interactionAggregatesPath, { body, signal });
  return (isFields(answer) ? listOf(answer.data) : []).flatMap(readGroup);
}

function readGroup(value: unknown): readonly Group[] {
  if (!isFields(value)) return [];
  const name = textOf(value.group_name);
  if (name === undefined) return [];
  return [
    {
      name,
      interactions: numberOf(value.n_interactions),
      cost: numberOf(value.cost),
      inputTokens: numberOf(value.input_tokens),
      outputTokens: numberOf(value.output_tokens),
    },
  ];
}
