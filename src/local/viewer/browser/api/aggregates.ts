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
