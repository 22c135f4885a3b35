// Deleting interactions. The schemas stand in delete-interactions-schema.ts.

import type { InteractionFilter, TimeRangeBody } from "./filters.ts";

/** Body of `POST /api/external/projects/delete-interactions`. Without filters and time range it deletes everything. */
export interface DeleteInteractionsBody {
  readonly filters: readonly InteractionFilter[];
  readonly time_range?: TimeRangeBody | null;
}

/** What the platform says to it. */
export interface DeleteInteractionsAnswer {
  readonly message?: string;
  readonly [field: string]: unknown;
}
