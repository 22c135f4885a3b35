// Where each body goes: paths below the base URL. Nothing here sends.

import type { ApiVersion } from "./interaction-body.ts";

/** Base URL of the hosted platform. Self-hosted ones may have a path prefix; the same paths follow it. */
export const hostedBaseUrl = "https://backend.nebuly.com";

/** Path that takes one interaction. */
export function interactionPath(apiVersion: ApiVersion): string {
  return `/event-ingestion/api/${apiVersion}/events/trace_interaction`;
}

export const conversationPath = "/event-ingestion/api/v2/events/trace_conversation";
export const feedbackPath = "/event-ingestion/api/v1/events/feedback";
export const tagsPath = "/event-ingestion/api/v2/events/tags";

export const getInteractionsPath = "/api/external/get-interactions";
export const interactionDetailPath = "/api/external/export/interactions/detail-v2";
export const conversationDetailPath = "/api/external/get-conversation-detail";
export const interactionAggregatesPath = "/api/external/get-interaction-aggregates";
export const interactionTimeSeriesPath = "/api/external/get-interaction-time-series";
export const deleteInteractionsPath = "/api/external/projects/delete-interactions";
