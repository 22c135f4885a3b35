// Guards for what the platform answers: enough of the shape is checked that the page cannot fall over it.

import type { Page } from "../../../../wire/get-interactions.ts";
import type { InteractionPreview } from "../../viewer-answers.ts";
import { RequestFailure } from "./request.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws `RequestFailure` when the answer is no page of rows. */
export function readPreviewPage(answer: unknown): Page<InteractionPreview> {
  if (!isFields(answer) || !Array.isArray(answer.data) || typeof answer.total !== "number") {
    throw new RequestFailure("broken", "the platform's answer is no page of interactions");
  }
  const data = answer.data.filter(isPreview);
  return { total: answer.total, offset: numberOf(answer.offset), limit: numberOf(answer.limit), data };
}

/** Whether the value is a row of the list; its other fields are what the same package's server wrote. */
function isPreview(value: unknown): value is InteractionPreview {
  return isFields(value) && typeof value.id === "string" && Array.isArray(value.feedback);
}

export function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
