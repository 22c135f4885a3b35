// What the user allows to be recorded of a call: `recordInputs` and `recordOutputs` of the SDK's telemetry settings.

import { readProperty } from "./read-shape.ts";

export interface RecordedContent {
  readonly inputs: boolean;
  readonly outputs: boolean;
}

export const allContent: RecordedContent = { inputs: true, outputs: true };

/** Stands where a text was that is not to be recorded. */
export const notRecordedText = "[not recorded]";

/** Reads the flags that every telemetry event carries; what is not said is allowed. */
export function readRecordedContent(event: unknown): RecordedContent {
  return {
    inputs: readProperty(event, "recordInputs") !== false,
    outputs: readProperty(event, "recordOutputs") !== false,
  };
}
