// A second, smaller body for an event that the platform found too large.

import { shrinkSerialized } from "../wire/shrink-body.ts";

/** The body in at most half its size; undefined when it holds nothing that can be cut. */
export function shrinkBytes(body: Uint8Array): Uint8Array | undefined {
  const shrunk = shrinkSerialized(new TextDecoder().decode(body), Math.floor(body.byteLength / 2));
  return shrunk === undefined ? undefined : new TextEncoder().encode(shrunk);
}
