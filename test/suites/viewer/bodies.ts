// One interaction to send, of which a test changes what it is about.

import type { InteractionBodyV3, InteractionFields } from "../../../src/wire/interaction-body.ts";

let sent = 0;

/** Each began a second after the one before, so that the list's order is the order of sending. */
export function turn(
  change: Partial<InteractionFields> & Partial<Omit<InteractionBodyV3, "interaction">> = {},
): InteractionBodyV3 {
  const { traces = [], user_feedback = [], anonymize = false, ...fields } = change;
  sent += 1;
  const began = Date.now() - 600_000 + sent * 1_000;
  return {
    interaction: {
      conversation_id: `conversation-${sent}`,
      input: `Question ${sent}`,
      output: `Answer ${sent}`,
      time_start: new Date(began).toISOString(),
      time_end: new Date(began + 900).toISOString(),
      end_user: "user-1",
      hide_content: false,
      tags: {},
      ...fields,
    },
    traces,
    user_feedback,
    anonymize,
  };
}
