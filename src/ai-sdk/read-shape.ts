// Reading values of unknown make: the SDK's majors, providers and users disagree on shapes, so nothing here trusts one.

/** A property of anything; undefined when there is none, or when reading it throws. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  try {
    // The same as Reflect.get, which is several times as slow.
    return (value as { readonly [key: PropertyKey]: unknown })[key];
  } catch {
    // A getter or proxy trap of the value's owner threw; it counts as not there.
    return undefined;
  }
}

/** A property that is a string. */
export function readString(value: unknown, key: PropertyKey): string | undefined {
  const found = readProperty(value, key);
  return typeof found === "string" ? found : undefined;
}

/** A property that is a number and not NaN. */
export function readNumber(value: unknown, key: PropertyKey): number | undefined {
  const found = readProperty(value, key);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** So many items of a list are read; that of a proxy may have no end. */
export const maxItems = 10_000;

/** A property that is a list; empty when it is none. */
export function readList(value: unknown, key: PropertyKey): readonly unknown[] {
  const found = readProperty(value, key);
  return isList(found) ? found.slice(-maxItems) : [];
}

/** Whether the value is a list; a revoked proxy of one is none. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    // The engine throws on a revoked proxy.
    return false;
  }
}

/** Whether a property can be called. */
export function hasMethod(value: unknown, key: PropertyKey): boolean {
  return typeof readProperty(value, key) === "function";
}
