// Values without end, or far larger than what is sent: reading them takes a moment and gives a bounded text.

import { describe, expect, test } from "vitest";
import { flattenContent } from "../../src/capture/flatten-content.ts";
import { safeJson } from "../../src/capture/safe-json.ts";
import { chooseInput } from "../../src/langchain/choose-input.ts";
import { chooseOutput } from "../../src/langchain/choose-output.ts";
import { messageText } from "../../src/langchain/read-message.ts";

/** Far more than is ever told, far less than what these values hold. */
const maxCharacters = 10_000_000;

function listWithoutEnd(item: unknown): unknown {
  return new Proxy([], {
    get: (list, key) => (key === "length" ? Number.POSITIVE_INFINITY : (Reflect.get(list, key) ?? item)),
    has: () => true,
  });
}

describe("content", () => {
  test("that holds itself more than once is read once through and cut", () => {
    const result: Record<string, unknown> = { type: "tool_result" };
    result.content = [{ type: "text", text: "seen" }, result, result];
    const text = flattenContent([result]);
    expect(text.startsWith("seen")).toBe(true);
    expect(text).toContain("[Too deep]");
    expect(text).toContain("[Too large]");
  });

  test("of lists that share their items says that something is left out", () => {
    let content: unknown = [{ type: "text", text: "lol" }];
    for (let depth = 0; depth < 30; depth += 1) content = new Array(10).fill({ type: "tool_result", content });
    expect(flattenContent(content)).toContain("[Too large]");
  });

  test("of one huge text in many parts is bounded", () => {
    const part = { type: "text", text: "a word ".repeat(30_000) };
    expect(flattenContent(new Array(5_000).fill(part)).length).toBeLessThan(maxCharacters);
  });
});

describe("JSON of a value", () => {
  test("is bounded in characters, whatever holds them", () => {
    const numbers = Array.from({ length: 1_000 }, () => new Array(20).fill(new Array(1_000).fill(1)));
    const texts = new Array(1_000).fill("a word ".repeat(30_000));
    for (const value of [numbers, texts, { texts }, new Set([numbers, texts])]) {
      expect(safeJson(value).length).toBeLessThan(maxCharacters);
    }
  });

  test("tells the beginning of a long map and how much more there is", () => {
    const map = new Map(Array.from({ length: 1_500 }, (_, index) => [index, index]));
    expect(safeJson(map)).toMatch(/^\[\[0,0\],.*"\[500 more\]"\]$/);
  });
});

describe("a run's input and output", () => {
  test("are found at the end of a list that has none", () => {
    const messages = listWithoutEnd({ role: "user", content: "hello" });
    expect(chooseInput(messages)).toBe("hello");
    expect(chooseInput({ messages })).toBe("hello");
    expect(chooseInput({ messages: [{ role: "user", content: listWithoutEnd("x") }] })).toContain("x");
    expect(messageText({ role: "assistant", content: "hi", tool_calls: listWithoutEnd("x") })).toContain("hi");
    expect(chooseOutput(listWithoutEnd({ role: "assistant", content: "hi" }), undefined)).toBe("hi");
  });

  test("are looked for in a sparse list without walking its holes", () => {
    const sparse: unknown[] = [];
    sparse[4_000_000_000] = { role: "user", content: "last" };
    expect(chooseInput(sparse)).toBe("last");
    expect(chooseInput({ messages: sparse })).toBe("last");
  });
});
