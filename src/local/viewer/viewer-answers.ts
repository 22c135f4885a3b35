// What the platform tells the viewer beyond the read APIs: the list without its long texts, one interaction without its
// conversation, and the body that sends it again.

import type { InteractionRow } from "../../wire/get-interactions.ts";
import type { InteractionBodyV3 } from "../../wire/interaction-body.ts";
import type { GivenFeedback } from "../../wire/interaction-detail.ts";

/** One row of the list. */
export interface InteractionPreview {
  readonly id: string;
  /** The first {@link previewCharacters} characters; null when the content is hidden. */
  readonly input: string | null;
  readonly output: string | null;
  readonly user: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Seconds. */
  readonly latency: number;
  /** Micro-dollars; null when no price is known. */
  readonly cost: number | null;
  /** Of all model calls; 0 when no count was sent. */
  readonly tokens: number;
  /** How it ended; null when it ended well. */
  readonly status: string | null;
  /** Slugs, each once. */
  readonly feedback: readonly string[];
  /** 1 to 5. */
  readonly rating: number | null;
}

/** More than the widest screen shows on a line. */
export const previewCharacters = 280;

/** One interaction, open. */
export interface OpenedInteraction {
  readonly row: InteractionRow;
  /** Oldest first. */
  readonly feedback: readonly GivenFeedback[];
  /** Its place in its conversation, from 1. */
  readonly turn: number;
  readonly turns: number;
}

/** What was taken away before an interaction was stored, so that no answer can show it. */
export type Removal = "content" | "personal data";

/** The body that sends an interaction again: the one that was sent, but for what was not kept. */
export interface StoredPayload {
  readonly body: InteractionBodyV3;
  readonly removed: readonly Removal[];
}
