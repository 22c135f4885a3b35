// How an interaction ended, where it did not complete: the platform has no field for it, so a tag says it.

/** Name of the tag. An interaction that ended well does not have it. */
export const statusTag = "interaction_status";

/** Its values. */
export const unfinishedStatuses: readonly string[] = ["failed", "cancelled", "interrupted", "abandoned"];
