// Any value to JSON text without ever throwing: cycles, BigInt, throwing getters, hostile proxies, endless depth.

import { withoutBareBase64 } from "./bare-base64.ts";

export const maxDepth = 32;
const maxItems = 1_000;
/** Characters of all that is told of one value: twice what is read of a text. */
export const maxRoom = 2_000_000;
/** What an object takes of the room beside what is in it; reading one may run code of the user's. */
export const objectRoom = 100;

/**
 * JSON of a value; what cannot be told is marked in place. Linear in what is kept, bounded in depth and characters.
 * `describe` gives the text that stands for an object, or undefined for its properties.
 */
export function safeJson(value: unknown, describe?: (value: object) => string | undefined): string {
  if (typeof value === "string") return JSON.stringify(value);
  return JSON.stringify(toJsonValue(value, { room: maxRoom, path: new Set(), describe }, 0)) ?? "null";
}

interface Budget {
  /** Characters that may still be told. */
  room: number;
  readonly path: Set<object>;
  readonly describe: ((value: object) => string | undefined) | undefined;
}

function toJsonValue(value: unknown, budget: Budget, depth: number): unknown {
  budget.room -= 1;
  switch (typeof value) {
    case "string":
      return describeText(value, budget);
    case "boolean":
    case "number":
      return value;
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : objectToJsonValue(value, budget, depth);
    default:
      return undefined;
  }
}

function objectToJsonValue(value: object, budget: Budget, depth: number): unknown {
  if (budget.path.has(value)) return "[Circular]";
  if (depth >= maxDepth) return "[Too deep]";
  if (budget.room <= 0) return "[Too large]";
  budget.room -= objectRoom;
  budget.path.add(value);
  try {
    return describeObject(value, budget, depth);
  } catch {
    // A getter, toJSON or proxy trap of the user's object threw; its neighbours are still told.
    return "[Unserializable]";
  } finally {
    budget.path.delete(value);
  }
}

function describeObject(value: object, budget: Budget, depth: number): unknown {
  const text = budget.describe?.(value);
  if (text !== undefined) return describeText(text, budget);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary ${value.byteLength} bytes]`;
  if (value instanceof Error) return describeObject({ name: value.name, message: value.message }, budget, depth);
  if (value instanceof RegExp) return String(value);
  if (value instanceof Map || value instanceof Set) return describeItems(value, value.size, budget, depth);
  if (Array.isArray(value)) return describeItems(value, value.length, budget, depth);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toJsonValue(value.toJSON(), budget, depth + 1);
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const isSpent = budget.room <= 0;
    budget.room -= key.length;
    const described = describeProperty(value, key, budget, depth);
    // Assigning to `__proto__` would change the copy's prototype instead of adding a key.
    Object.defineProperty(copy, key, { value: described, enumerable: true, configurable: true, writable: true });
    if (isSpent) break;
  }
  return copy;
}

function describeProperty(value: object, key: string, budget: Budget, depth: number): unknown {
  try {
    return toJsonValue(Reflect.get(value, key), budget, depth + 1);
  } catch {
    // One throwing getter costs one property, not the object.
    return "[Unserializable]";
  }
}

function describeItems(items: Iterable<unknown>, length: number, budget: Budget, depth: number): unknown[] {
  const described: unknown[] = [];
  for (const item of items) {
    if (described.length === maxItems || budget.room <= 0) break;
    described.push(toJsonValue(item, budget, depth + 1));
  }
  if (budget.room <= 0) described.push("[Too large]");
  else if (length > described.length) described.push(`[${length - described.length} more]`);
  return described;
}

function describeText(text: string, budget: Budget): string {
  if (budget.room <= 0) return "[Too large]";
  budget.room -= text.length;
  return withoutBareBase64(text);
}

/** A value as a person would read it: strings as they are, everything else as JSON, nothing for null and undefined. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return safeJson(value);
}
