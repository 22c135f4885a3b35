// The read APIs that the list asks: pages of interactions, and counts.

import { getInteractionsPath } from "../../../../wire/endpoints.ts";
import type { InteractionFilter, TimeRangeBody } from "../../../../wire/filters.ts";
import type { InteractionRow, Page } from "../../../../wire/get-interactions.ts";
import { readInteractionPage } from "./read-answers.ts";
import { requestJson } from "./request.ts";

export interface Selection {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
}

export async function fetchInteractions(
  selection: Selection,
  page: { readonly limit: number; readonly offset: number },
  signal: AbortSignal,
): Promise<Page<InteractionRow>> {
  return readInteractionPage(await requestJson(getInteractionsPath, { body: { ...selection, ...page }, signal }));
}
