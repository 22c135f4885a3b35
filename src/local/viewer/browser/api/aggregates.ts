// The read APIs that count: interactions by group.

import { interactionAggregatesPath } from "../../../../wire/endpoints.ts";
import type { Selection } from "./interactions.ts";
import { isFields, listOf, numberOf, textOf } from "./read-answers.ts";
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
  /** Seconds. */
  readonly latencyP50: number | undefined;
  readonly latencyP95: number | undefined;
}

export async function fetchTotals(selection: Selection, signal: AbortSignal): Promise<Totals> {
  const variables = ["n_interactions", "n_users", "cost", "user_feedback", "latency_percentiles"];
  const body = { ...selection, variables, limit: 1, offset: 0 };
  const answer = await requestJson(interactionAggregatesPath, { body, signal });
  const [row] = isFields(answer) ? listOf(answer.data) : [];
  const fields = isFields(row) ? row : {};
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
    latencyP50: secondsOf(fields.latency_p50_seconds),
    latencyP95: secondsOf(fields.latency_p95_seconds),
  };
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
