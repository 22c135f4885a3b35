// What stands before every route: who may ask at all, and how much may be sent.

import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

/**
 * Refuses requests that were sent to another name: a page of the web that points a name of its own at this machine (DNS
 * rebinding) cannot choose this header.
 */
export function checkHost(hostnames: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    const hostname = host.replace(/:\d+$/, "").toLowerCase();
    if (!hostnames.has(hostname)) return context.json({ detail: "Host not allowed" }, 403);
    return next();
  };
}

/** Asks for `Authorization: Bearer <key>`: the given key, compared in constant time, or any key when none is given. */
export function checkKey(apiKey: string | undefined): MiddlewareHandler {
  const wanted = apiKey === undefined ? undefined : digest(apiKey);
  return async (context, next) => {
    const [, key] = /^Bearer +(\S+) *$/i.exec(context.req.header("authorization") ?? "") ?? [];
    const isRight = key !== undefined && (wanted === undefined || timingSafeEqual(digest(key), wanted));
    if (isRight) return next();
    return context.json({ detail: "Invalid or missing API key" }, 401, { "www-authenticate": "Bearer" });
  };
}

/** Refuses bodies over the limit without reading them whole. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: (context) => context.json({ detail: "Request entity too large" }, 413),
  });
}

/** Headers of every answer: nothing is cached, sniffed or framed, and a page can load nothing but its own files. */
export const secureHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header("cache-control", "no-store");
  context.header("x-content-type-options", "nosniff");
  context.header("referrer-policy", "no-referrer");
  context.header("cross-origin-resource-policy", "same-origin");
  context.header(
    "content-security-policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
};

/** Equal lengths, as the comparison in constant time demands. */
function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
