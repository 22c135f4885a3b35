import { afterEach, describe, expect, test, vi } from "vitest";
import { findWaitUntil as findAt } from "../../src/runtime/request-context.ts";

const next = Symbol.for("@next/request-context");
const vercel = Symbol.for("@vercel/request-context");
const work = Symbol.for("@next/work-async-storage@16.4.6");

function place(key: symbol, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true });
}

/** Long after the call before. */
let nowMs = 0;
function findWaitUntil(): ReturnType<typeof findAt> {
  nowMs += 60_000;
  return findAt(nowMs);
}

afterEach(() => {
  for (const key of [next, vercel, work]) Reflect.deleteProperty(globalThis, key);
});

function createHost(): {
  readonly waitUntil: (this: unknown, promise: Promise<unknown>) => void;
  readonly taken: unknown[];
} {
  const taken: unknown[] = [];
  return {
    taken,
    waitUntil(this: unknown, promise: Promise<unknown>) {
      taken.push([this, promise]);
    },
  };
}

describe("the request's waitUntil", () => {
  test("is not found where no host offers one", () => {
    expect(findWaitUntil()).toBeUndefined();
  });

  test.each([
    ["Next.js", next],
    ["Vercel", vercel],
  ])("is found on the context of %s, and called on it", (_host, key) => {
    const host = createHost();
    place(key, { get: () => host });
    const promise = Promise.resolve();
    findWaitUntil()?.(promise);
    expect(host.taken).toEqual([[host, promise]]);
  });

  test("is found behind after() where next start fills no context", () => {
    const afterContext = createHost();
    place(work, { getStore: () => ({ afterContext }) });
    const promise = Promise.resolve();
    findWaitUntil()?.(promise);
    expect(afterContext.taken).toEqual([[afterContext, promise]]);
  });

  test("is looked for among all globals once in a second, until it was found", () => {
    let listings = 0;
    const list = Object.getOwnPropertySymbols;
    const listed = vi.spyOn(Object, "getOwnPropertySymbols").mockImplementation((value) => {
      if (value === globalThis) listings += 1;
      return list(value);
    });
    expect(findWaitUntil()).toBeUndefined();
    expect(findAt(nowMs + 999)).toBeUndefined();
    expect(listings).toBe(1);
    place(work, { getStore: () => ({ afterContext: createHost() }) });
    expect(findAt(nowMs + 1_000)).toBeDefined();
    for (let calls = 0; calls < 10; calls += 1) expect(findWaitUntil()).toBeDefined();
    expect(listings).toBe(2);
    listed.mockRestore();
  });

  test("is taken from the first place that has one", () => {
    const host = createHost();
    const afterContext = createHost();
    place(next, { get: () => undefined });
    place(vercel, { get: () => host });
    place(work, { getStore: () => ({ afterContext }) });
    findWaitUntil()?.(Promise.resolve());
    expect(host.taken).toHaveLength(1);
    expect(afterContext.taken).toHaveLength(0);
  });

  test.each([
    ["no object", 7],
    ["an empty context", { get() {}, getStore() {} }],
    ["a context without the function", { get: () => ({}), getStore: () => ({ afterContext: { waitUntil: "yes" } }) }],
    [
      "one that throws",
      {
        get() {
          throw new Error("no request");
        },
      },
    ],
  ])("is not found in %s", (_what, value) => {
    for (const key of [next, vercel, work]) place(key, value);
    expect(findWaitUntil()).toBeUndefined();
  });
});
