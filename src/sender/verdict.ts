// What an answer, or its absence, means for the event that was sent.

import { parseRetryAfter } from "./retry-after.ts";
import type { TransportOutcome } from "./transport.ts";

export type Verdict =
  | { readonly type: "delivered" }
  | {
      readonly type: "retry";
      /** Safe to log: a status or an error code. */
      readonly error: string;
      readonly status?: number;
      /** What the platform asked for. */
      readonly retryAfterMs?: number;
      /** The connection broke before any answer, as an idle one does that the platform has closed. */
      readonly isConnectionLost: boolean;
    }
  | { readonly type: "too-large"; readonly status: number }
  | { readonly type: "unauthorized"; readonly status: number }
  | { readonly type: "refused"; readonly status: number; readonly detail: string };

const lostConnectionCodes = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const maxDetailLength = 300;

/** Judges by the status alone: what a body claims against its status is not believed. */
export function judge(outcome: TransportOutcome, now: number): Verdict {
  if (outcome.type === "no-answer") {
    return { type: "retry", error: outcome.code, isConnectionLost: lostConnectionCodes.has(outcome.code) };
  }
  const { status } = outcome;
  if (status >= 200 && status < 300) return { type: "delivered" };
  if (status === 401 || status === 403) return { type: "unauthorized", status };
  if (status === 413) return { type: "too-large", status };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(outcome.retryAfter, now);
    return {
      type: "retry",
      error: String(status),
      status,
      isConnectionLost: false,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  return { type: "refused", status, detail: describeRefusal(outcome.text) };
}

/** The platform's reason in few words: `field: message` where it names fields, its text otherwise. */
function describeRefusal(text: string): string {
  const detail = readDetail(text);
  if (typeof detail === "string") return shorten(detail);
  if (Array.isArray(detail)) return shorten(detail.map(describeIssue).join("; "));
  return shorten(text);
}

function readDetail(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "detail") : undefined;
  } catch {
    // No JSON: the text itself is all there is.
    return undefined;
  }
}

/** Only place and message: other keys of an issue may repeat what the user wrote. */
function describeIssue(issue: unknown): string {
  if (typeof issue !== "object" || issue === null) return "";
  const place: unknown = Reflect.get(issue, "loc");
  const message: unknown = Reflect.get(issue, "msg");
  return `${Array.isArray(place) ? place.join(".") : ""}: ${typeof message === "string" ? message : ""}`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= maxDetailLength ? line : `${line.slice(0, maxDetailLength).toWellFormed()}…`;
}
