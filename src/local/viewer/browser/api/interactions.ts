// What the list asks: pages of interactions, cut to what a line of it shows.

import type { InteractionFilter, TimeRangeBody } from "../../../../wire/filters.ts";
import type { Page } from "../../../../wire/get-interactions.ts";
import type { InteractionPreview } from "../../viewer-answers.ts";
import { viewerInteractionsPath } from "../../viewer-paths.ts";
import { readPreviewPage } from "./read-answers.ts";
import { requestJson } from "./request.ts";

export interface Selection {
  readonly time_range: TimeRangeBody;
  readonly filters: readonly InteractionFilter[];
}

export async function fetchInteractions(
  selection: Selection,
  page: { readonly limit: number; readonly offset: number },
  signal: AbortSignal,
): Promise<Page<InteractionPreview>> {
  return readPreviewPage(await requestJson(viewerInteractionsPath, { body: { ...selection, ...page }, signal }));
}
