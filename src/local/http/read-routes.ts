// The read side: what the platform's external API answers.

import { type Context, Hono } from "hono";
import { conversationDetailBodySchema } from "../../wire/conversation-detail-schema.ts";
import { deleteInteractionsBodySchema } from "../../wire/delete-interactions-schema.ts";
import {
  conversationDetailPath,
  deleteInteractionsPath,
  getInteractionsPath,
  interactionAggregatesPath,
  interactionDetailPath,
  interactionTimeSeriesPath,
} from "../../wire/endpoints.ts";
import { getInteractionsBodySchema } from "../../wire/get-interactions-schema.ts";
import { aggregatesBodySchema, timeSeriesBodySchema } from "../../wire/interaction-aggregates-schema.ts";
import type { Platform } from "../platform.ts";
import { bucketStarts, maxBuckets } from "../storage/time-series.ts";
import { readBody, unprocessable } from "./read-body.ts";
import { readSelection } from "./read-selection.ts";

/** The routes of the external API. */
export function readRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.post(getInteractionsPath, async (context) =>
    context.json(await platform.list(await readSelection(context, getInteractionsBodySchema))),
  );
  routes.get(`${interactionDetailPath}/:id`, async (context) =>
    found(context, await platform.interaction(context.req.param("id"))),
  );
  routes.post(conversationDetailPath, async (context) => {
    const { conversation_id } = await readBody(context, conversationDetailBodySchema);
    return found(context, await platform.conversation(conversation_id));
  });
  routes.post(interactionAggregatesPath, async (context) =>
    context.json(await platform.aggregate(await readSelection(context, aggregatesBodySchema))),
  );
  routes.post(interactionTimeSeriesPath, async (context) => {
    const body = await readSelection(context, timeSeriesBodySchema);
    const starts = bucketStarts(body);
    if (starts === undefined) {
      const msg = `the time range has more than ${maxBuckets} buckets of this granularity`;
      throw unprocessable(context, [{ loc: ["body", "granularity"], msg, type: "value_error" }]);
    }
    return context.json(await platform.timeSeries(body, starts));
  });
  routes.post(deleteInteractionsPath, async (context) => {
    const deleted = await platform.delete(await readSelection(context, deleteInteractionsBodySchema));
    return context.json({ message: `Deleted ${deleted} interactions` });
  });
  return routes;
}

/** What was asked for, or the platform's 404. */
export function found(context: Context, answer: object | undefined): Response {
  return answer === undefined ? context.json({ detail: "Not Found" }, 404) : context.json(answer);
}
