// The viewer's own routes: the page, its two files, the change feed, and what it wants in another shape than the read APIs
// have. Everything else it asks of those.

import { Hono, type MiddlewareHandler } from "hono";
import { getInteractionsBodySchema } from "../../wire/get-interactions-schema.ts";
import { found } from "../http/read-routes.ts";
import { readSelection } from "../http/read-selection.ts";
import type { Platform } from "../platform.ts";
import { streamChanges } from "./change-stream.ts";
import type { ViewerAssets } from "./viewer-assets.ts";
import { viewerIcon, viewerPage } from "./viewer-page.ts";
import {
  viewerChangesPath,
  viewerIconPath,
  viewerInteractionsPath,
  viewerScriptPath,
  viewerStylePath,
} from "./viewer-paths.ts";

export interface ViewerOptions {
  readonly platform: Platform;
  /** The guard of the APIs, for the feed: it tells nothing but that something came, and only to who may read it. */
  readonly checkKey: MiddlewareHandler;
}

export function viewerRoutes({ platform, checkKey }: ViewerOptions): Hono {
  const routes = new Hono();
  routes.get("/", (context) => context.html(viewerPage));
  routes.get(viewerIconPath, (context) => context.body(viewerIcon, 200, { "content-type": "image/svg+xml" }));
  routes.get(viewerScriptPath, async (context) => {
    const { script } = await loadAssets();
    return context.body(script, 200, { "content-type": "text/javascript; charset=utf-8" });
  });
  routes.get(viewerStylePath, async (context) => {
    const { style } = await loadAssets();
    return context.body(style, 200, { "content-type": "text/css; charset=utf-8" });
  });
  routes.get(viewerChangesPath, checkKey, (context) => {
    const headers = { "content-type": "text/event-stream; charset=utf-8" };
    return context.body(streamChanges(platform.changes, context.req.raw.signal), 200, headers);
  });
  routes.post(viewerInteractionsPath, async (context) =>
    context.json(await platform.previews(await readSelection(context, getInteractionsBodySchema))),
  );
  routes.get(`${viewerInteractionsPath}/:id`, async (context) =>
    found(context, await platform.open(context.req.param("id"))),
  );
  routes.get(`${viewerInteractionsPath}/:id/payload`, async (context) =>
    found(context, await platform.payload(context.req.param("id"))),
  );
  return routes;
}

let assets: Promise<ViewerAssets> | undefined;

/** The files are texts of some size: they are loaded by who looks at the page, and by nobody else. */
function loadAssets(): Promise<ViewerAssets> {
  assets ??= import("./viewer-assets.ts").then(({ loadViewerAssets }) => loadViewerAssets());
  return assets;
}
