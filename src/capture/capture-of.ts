// How the framework rooms get from a client to its capture, across copies of the package and without a public method.

import type { Capture } from "./capture.ts";

/** A registered symbol, so that two copies of the package agree. */
const captureKey = Symbol.for("nebuly.capture");

/** Keeps the capture on its client, where neither inspection nor JSON shows it. */
export function attachCapture(client: object, capture: Capture): void {
  Object.defineProperty(client, captureKey, { value: capture });
}

/** The capture of a client; undefined when the value is no client of this package. */
export function captureOf(client: object): Capture | undefined {
  // Only attachCapture writes this key.
  return Reflect.get(client, captureKey) as Capture | undefined;
}
