// The read side of a client.

import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";

export interface QueryDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Queries {
  readonly interactions: object;
  readonly conversations: object;
  readonly analytics: object;
}

export function createQueries(_dependencies: QueryDependencies): Queries {
  return { interactions: {}, conversations: {}, analytics: {} };
}
