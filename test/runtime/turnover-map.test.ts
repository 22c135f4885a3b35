import { expect, test } from "vitest";
import { TurnoverMap } from "../../src/runtime/turnover-map.ts";
import { TurnoverSet } from "../../src/runtime/turnover-set.ts";
import { fc } from "../property-testing.ts";

const key = fc.integer({ min: 0, max: 20 });
const step = fc.oneof(
  fc.record({ type: fc.constant("set" as const), key, value: fc.integer() }),
  fc.record({ type: fc.constant("delete" as const), key }),
);

test("a turnover map holds what a Map holds, in the same order, however much has passed through it", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
      const map = new Map<number, number>();
      const turnover = new TurnoverMap<number, number>();
      for (const one of steps) {
        if (one.type === "delete") expect(turnover.delete(one.key)).toBe(map.delete(one.key));
        else {
          map.set(one.key, one.value);
          turnover.set(one.key, one.value);
        }
        expect(turnover.size).toBe(map.size);
        expect(turnover.get(one.key)).toBe(map.get(one.key));
        expect(turnover.has(one.key)).toBe(map.has(one.key));
      }
      expect(turnover.keys()).toEqual([...map.keys()]);
      expect(turnover.values()).toEqual([...map.values()]);
      expect(turnover.firstKey()).toBe([...map.keys()][0]);
    }),
  );
});

test("items of a turnover set can be deleted while they are gone through", () => {
  const set = new TurnoverSet<number>();
  for (let item = 0; item < 200; item += 1) set.add(item);
  for (const item of set.items()) expect(set.delete(item)).toBe(true);
  expect(set.size).toBe(0);
  expect(set.first).toBeUndefined();
  expect(set.has(3)).toBe(false);
});
