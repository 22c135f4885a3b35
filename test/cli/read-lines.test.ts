// Lines of a stream, however it is cut into chunks.

import { describe, expect, test } from "vitest";
import { columnWidth } from "../../src/cli/column-width.ts";
import { clip, inertLine, inertText } from "../../src/cli/inert-text.ts";
import { type Line, readLines } from "../../src/cli/read-lines.ts";
import { readMoment } from "../../src/cli/read-moment.ts";
import { fc } from "../property-testing.ts";

async function* chunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

describe("reading lines", () => {
  test("gives the same lines however the bytes arrive, and tells where each ends", async () => {
    const text = fc.array(fc.string({ unit: "grapheme" }).filter((line) => !/[\r\n\uFEFF]/.test(line)));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat({ max: 20 })), async (texts, sizes) => {
        const bytes = Buffer.from(texts.map((line) => `${line}\n`).join(""));
        const lines: Line[] = [];
        for await (const line of readLines(chunks(bytes, sizes))) lines.push(line);
        expect(lines.map((line) => line.text)).toEqual(texts);
        expect(lines.every((line) => line.isWhole)).toBe(true);
        expect(lines.at(-1)?.endByte ?? 0).toBe(bytes.length);
        expect(Buffer.concat(lines.map((line) => line.bytes))).toEqual(bytes);
      }),
    );
  });

  test("half a line at the end is told as such; Windows line ends and a byte order mark are not part of a text", async () => {
    const lines: Line[] = [];
    for await (const line of readLines(chunks(Buffer.from("\uFEFF{}\r\nhalf"), []))) lines.push(line);
    expect(lines.map(({ text, isWhole }) => [text, isWhole])).toEqual([
      ["{}", true],
      ["half", false],
    ]);
  });
});

describe("inert text", () => {
  test("no text gets a control character into the terminal", () => {
    const forbidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(forbidden.test(inertLine(text) + inertText(text).replaceAll("\n", ""))).toBe(false);
      }),
    );
  });

  test("a clipped text is never longer than it may be, and never half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, length) => {
        const clipped = clip(text, length);
        expect(columnWidth(clipped)).toBeLessThanOrEqual(Math.max(2, length));
        expect(clipped.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("moments", () => {
  const now = new Date("2026-05-01T12:00:00Z");
  test.each([
    ["90s", "2026-05-01T11:58:30.000Z"],
    ["1.5h", "2026-05-01T10:30:00.000Z"],
    ["7d", "2026-04-24T12:00:00.000Z"],
    ["2026-01-31T10:00Z", "2026-01-31T10:00:00.000Z"],
  ])("%s", (text, iso) => expect(readMoment("since", text, now).toISOString()).toBe(iso));

  test("a bare date is the day where the person lives", () => {
    expect(readMoment("since", "2026-01-31", now)).toEqual(new Date(2026, 0, 31));
  });

  test.each(["", "24", "h", "-1h", "01/02/2026", "2026-13-45"])("“%s” is no moment", (text) => {
    expect(() => readMoment("since", text, now)).toThrow("--since");
  });
});
