// The read side: what the platform's external API answers.

import { Hono } from "hono";
import { getInteractionsPath } from "../../wire/endpoints.ts";
import { getInteractionsBodySchema } from "../../wire/get-interactions-schema.ts";
import type { Platform } from "../platform.ts";
import { readBody } from "./read-body.ts";

/** The routes of the external API. */
export function readRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.post(getInteractionsPath, async (context) =>
    context.json(await platform.list(await readBody(context, getInteractionsBodySchema))),
  );
  return routes;
}
