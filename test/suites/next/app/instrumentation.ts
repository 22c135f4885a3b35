// Where an app registers its telemetry once. Next.js loads its own copy of every bundled package for this file.

import { registerTelemetry } from "ai";
import { nebulyTelemetry } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";

export function register(): void {
  registerTelemetry(nebulyTelemetry());
  Reflect.set(globalThis, "copyOfInstrumentation", withInteraction);
}
