// Everything that reads from the platform, as the one module that queries.ts loads with the first call.

export { aggregate, multiAggregate, timeSeries } from "./read-aggregates.ts";
export { deleteInteractions, getConversation, getInteraction } from "./read-details.ts";
export { iterateInteractions, listInteractions } from "./read-interactions.ts";
