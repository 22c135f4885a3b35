// Learns that something was stored: a stream of ticks from the platform, opened again whenever it breaks.

import { type ReadonlySignal, signal } from "@preact/signals";
import { viewerChangesPath } from "../../viewer-paths.ts";
import { RequestFailure, requestResponse } from "./request.ts";

export type FeedState = "connecting" | "live" | "offline" | "unauthorized";

const state = signal<FeedState>("connecting");
export const feedState: ReadonlySignal<FeedState> = state;

const firstRetryMs = 500;
const longestRetryMs = 10_000;

/** Calls back at once when connected, and with every change, until aborted. Never rejects. */
export async function followChanges(onChange: () => void, signal: AbortSignal): Promise<void> {
  let retryMs = firstRetryMs;
  while (!signal.aborted) {
    try {
      const response = await requestResponse(viewerChangesPath, { signal });
      state.value = "live";
      retryMs = firstRetryMs;
      onChange();
      await readTicks(response, onChange);
      state.value = "connecting";
    } catch (error) {
      // Not reachable, stopped, or the key is wrong: each is shown, and tried again.
      const isRefused = error instanceof RequestFailure && error.kind === "unauthorized";
      state.value = isRefused ? "unauthorized" : "offline";
    }
    await pause(retryMs, signal);
    retryMs = Math.min(longestRetryMs, retryMs * 2);
  }
}

async function readTicks(response: Response, onChange: () => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    // Comments keep the connection alive; only `data:` is a change.
    if (read.value.includes("data:")) onChange();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
