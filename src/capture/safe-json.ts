// Any value to JSON text without ever throwing: cycles, BigInt, throwing getters, hostile proxies, endless depth.

import { withoutBareBase64 } from "./bare-base64.ts";

const maxDepth = 32;
const maxNodes = 20_000;
const maxItems = 1_000;

/**
 * JSON of a value; what cannot be told is marked in place. Linear in what is kept, bounded in depth and nodes. `describe`
 * gives the text that stands for an object, or undefined for its properties.
 */
export function safeJson(value: unknown, describe?: (value: object) => string | undefined): string {
  if (typeof value === "string") return JSON.stringify(value);
  return JSON.stringify(toJsonValue(value, { nodes: 0, path: new Set(), describe }, 0)) ?? "null";
}

interface Budget {
  nodes: number;
  readonly path: Set<object>;
  readonly describe: ((value: object) => string | undefined) | undefined;
}

function toJsonValue(value: unknown, budget: Budget, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return withoutBareBase64(value);
    case "boolean":
    case "undefined":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return value.toString();
    case "symbol":
    case "function":
      return undefined;
    case "object":
      return value === null ? null : objectToJsonValue(value, budget, depth);
    default:
      return undefined;
  }
}

function objectToJsonValue(value: object, budget: Budget, depth: number): unknown {
  if (budget.path.has(value)) return "[Circular]";
  if (depth >= maxDepth) return "[Too deep]";
  budget.nodes += 1;
  if (budget.nodes > maxNodes) return "[Too large]";
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
  if (text !== undefined) return withoutBareBase64(text);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary ${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof URL || value instanceof RegExp) return String(value);
  if (value instanceof Map) return describeArray([...value], budget, depth);
  if (value instanceof Set) return describeArray([...value], budget, depth);
  if (Array.isArray(value)) return describeArray(value, budget, depth);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toJsonValue(value.toJSON(), budget, depth + 1);
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const described = describeProperty(value, key, budget, depth);
    // Assigning to `__proto__` would change the copy's prototype instead of adding a key.
    Object.defineProperty(copy, key, { value: described, enumerable: true, configurable: true, writable: true });
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

function describeArray(items: readonly unknown[], budget: Budget, depth: number): unknown[] {
  const described: unknown[] = [];
  for (let index = 0; index < Math.min(items.length, maxItems); index += 1) {
    described.push(toJsonValue(items[index], budget, depth + 1) ?? null);
  }
  if (items.length > maxItems) described.push(`[${items.length - maxItems} more]`);
  return described;
}

/** A value as a person would read it: strings as they are, everything else as JSON, nothing for null and undefined. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return safeJson(value);
}
