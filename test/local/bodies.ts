// Bodies for the write side, complete and valid; a test changes what it is about.

import type { InteractionBodyV3, InteractionFields } from "../../src/wire/interaction-body.ts";

/** An interaction of two seconds on 1 May 2026. */
export function interactionBody(
  change: { readonly interaction?: Partial<InteractionFields> } & Partial<Omit<InteractionBodyV3, "interaction">> = {},
): InteractionBodyV3 {
  return {
    traces: [],
    user_feedback: [],
    anonymize: true,
    ...change,
    interaction: {
      conversation_id: "conversation-1",
      input: "What are the opening hours?",
      output: "We are open from 9 to 17.",
      time_start: "2026-05-01T10:00:00.000Z",
      time_end: "2026-05-01T10:00:02.500Z",
      end_user: "user-1",
      hide_content: false,
      tags: {},
      ...change.interaction,
    },
  };
}

/** A request for all interactions of 2026. */
export function listBody(filters: readonly unknown[] = [], page: { limit?: number; offset?: number } = {}): object {
  return {
    time_range: { start: "2026-01-01T00:00:00.000Z", end: "2026-12-31T23:59:59.999Z" },
    filters,
    limit: page.limit ?? 100,
    offset: page.offset ?? 0,
  };
}
