// What makes two interactions the same one: a hash of everything that was sent. The id is made from it, so that a re-send
// meets its own primary key.

import { createHash } from "node:crypto";

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * A UUID (version 8: own layout) of a moment and a content: the moment leads, so ids sort as time does and
 * {@link momentOfId} gives it back; the rest is the content's hash.
 */
export function createInteractionId(startedAt: number, content: string): string {
  const time = BigInt.asUintN(48, BigInt(startedAt)).toString(16).padStart(12, "0");
  return formatUuid(time + sha256(content));
}

/** A UUID of a content alone. */
export function createContentId(content: string): string {
  return formatUuid(sha256(content));
}

/** The moment in an interaction's id; undefined when the text is no such id. */
export function momentOfId(id: string): number | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return Number(BigInt.asIntN(48, BigInt(`0x${id.slice(0, 8)}${id.slice(9, 13)}`)));
}

function formatUuid(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(15, 16), 16) & 0b0011) | 0b1000).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-${variant}${hex.slice(16, 19)}-${hex.slice(19, 31)}`;
}
