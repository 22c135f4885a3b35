// The platform's HTTP face: guards, then routes. It listens nowhere by itself.

import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { METHOD_NAME_ALL } from "hono/router";
import type { Platform } from "../platform.ts";
import { viewerRoutes } from "../viewer/viewer-routes.ts";
import { checkHost, checkKey, limitBody, secureHeaders } from "./guards.ts";
import { ingestRoutes } from "./ingest-routes.ts";
import { readRoutes } from "./read-routes.ts";

export interface AppOptions {
  readonly platform: Platform;
  /** Names under which the platform may be asked. */
  readonly hostnames: ReadonlySet<string>;
  /** The only key that is taken; undefined takes any. */
  readonly apiKey: string | undefined;
  readonly maxBodyBytes: number;
  /** Told of what went wrong inside; the caller gets a 500 without details. */
  readonly onError: (error: Error) => void;
}

export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  app.use(secureHeaders);
  app.use(checkHost(options.hostnames));
  const guard = checkKey(options.apiKey);
  for (const prefix of ["/event-ingestion/*", "/api/external/*", "/viewer/interactions/*"]) {
    app.use(prefix, guard, limitBody(options.maxBodyBytes));
  }
  app.route("/", ingestRoutes(options.platform));
  app.route("/", readRoutes(options.platform));
  app.route("/", viewerRoutes({ platform: options.platform, checkKey: guard }));
  refuseOtherMethods(app);
  app.notFound((context) => context.json({ detail: "Not Found" }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    // Its body broke off: that is no failure of ours, and nobody reads the answer.
    if (error.name === "AbortError") return context.body(null, 400);
    options.onError(error);
    return context.json({ detail: "Internal Server Error" }, 500);
  });
  return app;
}

/** A path that is there, asked in a way that is not: said as such, with the ways that are. */
function refuseOtherMethods(app: Hono): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of app.routes) {
    if (method !== METHOD_NAME_ALL) methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  for (const [path, known] of methods) {
    const allowed = known.includes("GET") ? [...known, "HEAD"] : known;
    app.all(path, (context) => context.json({ detail: "Method Not Allowed" }, 405, { allow: allowed.join(", ") }));
  }
}
