// Interaction options that say where they were given, for the tests that cross places with ways in.

import type { InteractionOptions } from "../src/settings/interaction-options.ts";

/** Every field differs from place to place; of the two booleans only that the most specific place wins can be told. */
export const optionsOf = (place: string, isMostSpecific: boolean): InteractionOptions => ({
  endUser: `user of ${place}`,
  conversationId: `chat of ${place}`,
  input: `input of ${place}`,
  tags: { [place]: "given", all: place },
  hideContent: isMostSpecific,
  anonymize: !isMostSpecific,
});
