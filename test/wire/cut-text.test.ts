import { expect, test } from "vitest";
import { cutAgain } from "../../src/wire/cut-again.ts";
import { cutText } from "../../src/wire/cut-text.ts";
import { fc } from "../property-testing.ts";

test("a text within the limit is left whole, and what is no Unicode in it is replaced", () => {
  expect(cutText("abc", 3)).toBe("abc");
  expect(cutText("a\ud800b", 10)).toBe("a\ufffdb");
});

test("the mark tells exactly how much was cut", () => {
  const cut = cutText("a".repeat(500) + "b".repeat(500), 100);
  const [, count] = /…\[(\d+) characters cut\]…/.exec(cut) ?? [];
  const kept = cut.replace(/ …\[\d+ characters cut\]… /, "");
  expect(Number(count) + kept.length).toBe(1_000);
  expect(cut.length).toBeLessThanOrEqual(100);
  expect(cut).toMatch(/^a+ .* b+$/);
});

test("a text that is cut again has one mark, with all that went", () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom("a", "b", " ", "\n"), minLength: 1, maxLength: 300 }), {
    minLength: 5,
    maxLength: 40,
  });
  const limits = fc.array(fc.integer({ min: 60, max: 3_000 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(words, limits, (parts, maxLengths) => {
      const text = parts.join("");
      const cut = maxLengths.toSorted((left, right) => right - left).reduce(cutAgain, text);
      if (cut === text) return;
      const [head = "", count, tail = "", ...others] = cut.split(/ …\[(\d+) characters cut\]… /);
      expect(others).toEqual([]);
      expect(head.length + Number(count) + tail.length).toBe(text.length);
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(Math.min(...maxLengths));
    }),
  );
});

test("no character is ever split, whatever the text and the limit", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), fc.nat(200), (text, maxLength) => {
      const cut = cutText(text, maxLength);
      expect(cut.isWellFormed()).toBe(true);
      // One that was in the text may have been cut out of it.
      if (!text.includes("\ufffd")) expect(cut).not.toContain("\ufffd");
    }),
  );
});

test("a hundred megabytes are cut without being walked through", () => {
  const text = Buffer.alloc(100_000_000, "x").toString("latin1");
  // Of this thread alone, and only while it runs: on a busy machine it also waits.
  const begun = process.threadCpuUsage();
  expect(cutText(text, 1_000).length).toBeLessThanOrEqual(1_000);
  const { user, system } = process.threadCpuUsage(begun);
  expect(user + system).toBeLessThan(1_000_000);
});
