// Reads values that others made: by shape, without trusting that reading them is safe.

/** A property of a value; undefined when there is none or when reading it throws. */
export function readProperty(value: unknown, key: string | symbol): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    // The same as Reflect.get, which is several times as slow and asked hundreds of times in a turn.
    return (value as { readonly [key: string | symbol]: unknown })[key];
  } catch {
    // A getter or proxy of the user's threw; the property counts as not there.
    return undefined;
  }
}

/** A property that is a string with something in it. */
export function readString(value: unknown, key: string): string | undefined {
  const found = readProperty(value, key);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The first of these properties that is a string with something in it. */
export function readFirstString(value: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = readString(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether it is a list that can be walked: of a hostile proxy not even the length can be read. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value) && value.length >= 0;
  } catch {
    // A revoked proxy, or one that throws, is nothing that can be read.
    return false;
  }
}

/** Whether it was made to be thrown; a hostile proxy is not asked twice. */
export function isError(value: unknown): boolean {
  try {
    return value instanceof Error;
  } catch {
    // A revoked proxy, or one that throws.
    return false;
  }
}

/** A longer list is read from its end; that of a proxy may have no end. */
export const maxItems = 10_000;

/** The last items of a list, in a list of their own. */
export function lastItems(list: readonly unknown[]): readonly unknown[] {
  return list.slice(-maxItems);
}

/** A property that is a list; the empty list when it is not. */
export function readList(value: unknown, key: string): readonly unknown[] {
  const found = readProperty(value, key);
  return isList(found) ? lastItems(found) : [];
}
