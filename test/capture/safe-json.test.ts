import { describe, expect, test } from "vitest";
import { safeJson, toText } from "../../src/capture/safe-json.ts";
import { fc } from "../property-testing.ts";

const hostile: readonly [string, () => unknown, string][] = [
  [
    "a cycle",
    () => {
      const loop: Record<string, unknown> = { a: 1 };
      loop.self = loop;
      return loop;
    },
    '{"a":1,"self":"[Circular]"}',
  ],
  ["BigInt", () => ({ big: 12n }), '{"big":"12"}'],
  [
    "a throwing getter",
    () => ({
      get bad() {
        throw new Error("no");
      },
      good: 1,
    }),
    '{"bad":"[Unserializable]","good":1}',
  ],
  [
    "a throwing toJSON",
    () => ({
      inner: {
        toJSON() {
          throw new Error("no");
        },
      },
      good: 1,
    }),
    '{"inner":"[Unserializable]","good":1}',
  ],
  [
    "a revoked proxy",
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return { proxy, good: 1 };
    },
    '{"proxy":"[Unserializable]","good":1}',
  ],
  ["symbols and functions", () => ({ [Symbol("s")]: 1, f() {}, s: Symbol("x"), n: 1 }), '{"n":1}'],
  ["NaN and Infinity", () => [Number.NaN, Number.POSITIVE_INFINITY], "[null,null]"],
  ["bytes", () => ({ data: new Uint8Array(48_211) }), '{"data":"[binary 48211 bytes]"}'],
  ["an invalid date", () => ({ at: new Date(Number.NaN) }), '{"at":null}'],
  ["an error", () => new TypeError("no"), '{"name":"TypeError","message":"no"}'],
  [
    "an error whose message is no text",
    () => Object.assign(new Error("no"), { message: 10n }),
    '{"name":"Error","message":"10"}',
  ],
  ["an address", () => new URL("https://example.com/a"), '"https://example.com/a"'],
  ["a __proto__ key", () => JSON.parse('{"__proto__":{"polluted":true}}'), '{"__proto__":{"polluted":true}}'],
  ["a map", () => new Map([["a", 1]]), '[["a",1]]'],
];

describe("safeJson", () => {
  test.each(hostile)("tells %s and its neighbours", (_name, create, json) => {
    expect(safeJson(create())).toBe(json);
  });

  test("gives up on depth and size with a mark, without overflowing the stack", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    expect(safeJson(deep)).toContain("[Too deep]");
    expect(safeJson(new Array(5_000).fill(0))).toContain("[4000 more]");
    expect(safeJson(Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => ({}))))).toContain(
      "[Too large]",
    );
  });

  test("equals JSON.stringify on plain values", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(JSON.parse(safeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          expect(() => JSON.parse(safeJson(value))).not.toThrow();
          expect(typeof toText(value)).toBe("string");
        },
      ),
    );
  });
});
