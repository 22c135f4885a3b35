// Stands in for a client where a test turns the clock: the same capture, nothing sent.
import type { Nebuly } from "nebuly";
import { attachCapture } from "../../src/capture/capture-of.ts";
import { createTestCapture, type TestCapture } from "../capture/create-capture.ts";

export interface HandClockedClient extends TestCapture {
  readonly client: Nebuly;
}

export function createHandClockedClient(): HandClockedClient {
  const test = createTestCapture();
  const holder = {};
  attachCapture(holder, test.capture);
  // The rooms ask a client for its capture and for nothing else.
  return { ...test, client: holder as Nebuly };
}
