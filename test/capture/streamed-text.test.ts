// Text that arrives in pieces comes out whole, whenever it is read.

import { describe, expect, it } from "vitest";
import { StreamedText } from "../../src/capture/streamed-text.ts";
import { maxReadLength } from "../../src/capture/text-limits.ts";
import { fc } from "../property-testing.ts";

describe("a streamed text", () => {
  it("is all its pieces in order, however often it is read in between", () => {
    const readOrPiece = fc.oneof(fc.constant(undefined), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(readOrPiece, { maxLength: 200 }), (steps) => {
        const text = new StreamedText();
        let expected = "";
        for (const piece of steps) {
          if (piece === undefined) expect(text.toString()).toBe(expected);
          else {
            text.add(piece);
            expected += piece;
          }
          expect(text).toHaveLength(expected.length);
        }
        expect(text.toString()).toBe(expected);
      }),
    );
  });

  it("is empty before its first piece", () => {
    expect(new StreamedText().toString()).toBe("");
  });

  it("of a model that never stops takes a little more than what is read of it", () => {
    const text = new StreamedText();
    for (let piece = 0; piece < 100; piece += 1) text.add("word ".repeat(maxReadLength / 50));
    expect(text.toString().length).toBeGreaterThan(maxReadLength);
    expect(text.length).toBeLessThan(maxReadLength * 1.2);
  });
});
