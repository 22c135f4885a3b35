// One interaction by its id, for links that lead to a row which the list has not loaded.

import { interactionDetailPath } from "../../../../wire/endpoints.ts";
import type { InteractionRow } from "../../../../wire/get-interactions.ts";
import { isInteractionRow } from "./read-answers.ts";
import { RequestFailure, requestJson } from "./request.ts";

export async function fetchInteraction(id: string, signal: AbortSignal): Promise<InteractionRow> {
  const answer = await requestJson(`${interactionDetailPath}/${encodeURIComponent(id)}`, { signal });
  if (isInteractionRow(answer)) return answer;
  throw new RequestFailure("broken", "the platform's answer is no interaction");
}
