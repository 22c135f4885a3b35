// The write side: what the platform's event ingestion takes.

import { Hono } from "hono";
import { conversationBodySchema } from "../../wire/conversation-body-schema.ts";
import { conversationPath, feedbackPath, interactionPath, tagsPath } from "../../wire/endpoints.ts";
import { feedbackBodySchema } from "../../wire/feedback-body-schema.ts";
import { interactionBodyV2Schema, interactionBodyV3Schema } from "../../wire/interaction-body-schema.ts";
import { tagsBodySchema } from "../../wire/tags-body-schema.ts";
import { receiveConversation, receiveInteraction } from "../compute/received-interaction.ts";
import type { Platform } from "../platform.ts";
import { readBody } from "./read-body.ts";

/** The routes of event ingestion. Answers tell only that an event was taken, as the platform's do. */
export function ingestRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.post(interactionPath("v3"), async (context) => {
    const body = await readBody(context, interactionBodyV3Schema);
    await platform.store([receiveInteraction({ ...body, feedback: body.user_feedback })]);
    return context.json({});
  });
  routes.post(interactionPath("v2"), async (context) => {
    const body = await readBody(context, interactionBodyV2Schema);
    await platform.store([receiveInteraction({ ...body, feedback: body.feedback_actions })]);
    return context.json({});
  });
  routes.post(conversationPath, async (context) => {
    await platform.store(receiveConversation(await readBody(context, conversationBodySchema)));
    return context.json({});
  });
  routes.post(feedbackPath, async (context) => {
    await platform.addFeedback(await readBody(context, feedbackBodySchema));
    return context.json({});
  });
  routes.post(tagsPath, async (context) => {
    await platform.addTags(await readBody(context, tagsBodySchema));
    return context.json({});
  });
  return routes;
}
