// One interaction by its id, and the body that sends it again.

import type { OpenedInteraction, StoredPayload } from "../../viewer-answers.ts";
import { viewerInteractionPath, viewerPayloadPath } from "../../viewer-paths.ts";
import { isFields } from "./read-answers.ts";
import { RequestFailure, requestJson } from "./request.ts";

export async function fetchInteraction(id: string, signal: AbortSignal): Promise<OpenedInteraction> {
  const answer = await requestJson(viewerInteractionPath(id), { signal });
  if (isOpened(answer)) return answer;
  throw new RequestFailure("broken", "the platform's answer is no interaction");
}

export async function fetchPayload(id: string): Promise<StoredPayload> {
  const answer = await requestJson(viewerPayloadPath(id));
  if (isPayload(answer)) return answer;
  throw new RequestFailure("broken", "the platform's answer is no payload");
}

/** The rest is what the same package's server wrote. */
function isOpened(value: unknown): value is OpenedInteraction {
  return isFields(value) && isFields(value.row) && typeof value.row.id === "string" && Array.isArray(value.feedback);
}

function isPayload(value: unknown): value is StoredPayload {
  return isFields(value) && isFields(value.body) && Array.isArray(value.removed);
}
