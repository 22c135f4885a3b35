// The operations under way, by the SDK's call id. One book per capture and process: a telemetry that is registered twice,
// as after a hot reload, must not tell of an operation twice.

import type { Capture } from "../capture/capture.ts";
import { globalSingleton } from "../runtime/global-singleton.ts";
import { TurnoverMap } from "../runtime/turnover-map.ts";
import type { Operation } from "./operation.ts";

/** Operations leave when they end or when their interaction settles. */
export function operationsOf(capture: Capture): TurnoverMap<string, Operation> {
  const books = globalSingleton("ai-sdk-operations-1", () => new WeakMap<Capture, TurnoverMap<string, Operation>>());
  const book = books.get(capture) ?? new TurnoverMap<string, Operation>();
  books.set(capture, book);
  return book;
}
