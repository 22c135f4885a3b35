import { expect, test } from "vitest";
import { maxTextLength } from "../../src/capture/text-limits.ts";
import { StreamedText } from "../../src/langchain/streamed-text.ts";

function textOf(...chunks: readonly unknown[]): string | undefined {
  const text = new StreamedText();
  for (const chunk of chunks) text.add(chunk);
  return text.text;
}

test("an object of one key is a piece of the answer, even where it begins as what came before", () => {
  expect(textOf({ answer: "Ha" }, { answer: "Haha" })).toBe("HaHaha");
});

test("a graph's state tells its whole answer every time", () => {
  expect(textOf({ answer: "Ha", step: 1 }, { answer: "Ha, fine", step: 2 })).toBe("Ha, fine");
});

test("a state that tells something else comes after what was shown before", () => {
  expect(textOf({ answer: "One.", step: 1 }, { answer: "Two.", step: 2 })).toBe("One.Two.");
});

test("a stream without end is kept as far as it can be sent", () => {
  const piece = "x".repeat(maxTextLength / 4);
  expect(textOf(...Array.from({ length: 100 }, () => piece))?.length).toBe(maxTextLength);
});
