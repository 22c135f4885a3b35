// The viewer's own routes: the page, its two files, and the change feed. Everything else it asks of the read APIs.

import { Hono, type MiddlewareHandler } from "hono";
import type { Changes } from "../changes.ts";
import { streamChanges } from "./change-stream.ts";
import type { ViewerAssets } from "./viewer-assets.ts";
import { viewerIcon, viewerPage } from "./viewer-page.ts";
import { viewerChangesPath, viewerIconPath, viewerScriptPath, viewerStylePath } from "./viewer-paths.ts";

export interface ViewerOptions {
  readonly changes: Changes;
  /** The guard of the APIs: the feed tells nothing but that something came, and only to who may read it. */
  readonly checkKey: MiddlewareHandler;
}

export function viewerRoutes({ changes, checkKey }: ViewerOptions): Hono {
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
    return context.body(streamChanges(changes, context.req.raw.signal), 200, headers);
  });
  return routes;
}

let assets: Promise<ViewerAssets> | undefined;

/** The files are texts of some size: they are loaded by who looks at the page, and by nobody else. */
function loadAssets(): Promise<ViewerAssets> {
  assets ??= import("./viewer-assets.ts").then(({ loadViewerAssets }) => loadViewerAssets());
  return assets;
}
